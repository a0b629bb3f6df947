package dev.ticktide.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Holds the core of a stage to what all of them promise: the same input gives the same output and the same state, whether it comes singly or in
 * batches, after a restart between any two entries, and with entries that come again.
 */
public final class StageCheck {

    private static final int ROUNDS = 5;
    private static final int DELIVERIES = 30;

    private StageCheck() {}

    /**
     * A stage's core with its input, entries numbered from 1.
     *
     * @param <S> the state it keeps
     * @param <O> one item of its output
     */
    public interface Core<S, O> {

        S start();

        /** Gives it the entries {@code (after, to]}, some of which it may have had, and returns what it made of the new ones. */
        List<O> take(S state, int after, int to);

        /** Whether it sees that entries are missing between what it has had and those after {@code after}. */
        boolean isGap(S state, int after);

        byte[] save(S state);

        S restore(byte[] saved);

        /** Further things that a restart must not change. */
        default void requireSame(S before, S after) {}
    }

    /** Fails where any way to bring the first {@code entries} entries gives another output than {@code expected}, or another state. */
    public static <S, O> void verify(Core<S, O> core, int entries, List<O> expected, long seed) {
        byte[] end = requireSingly(core, entries, expected);
        S batch = core.start();
        assertEquals(expected, core.take(batch, 0, entries), "in one batch");
        assertArrayEquals(end, core.save(batch), "in one batch");
        requireRestarts(core, entries, expected, end);
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            requireAnyDeliveries(core, entries, expected, end, random);
        }
    }

    private static <S, O> byte[] requireSingly(Core<S, O> core, int entries, List<O> expected) {
        S state = core.start();
        List<O> output = new ArrayList<>();
        for (int entry = 1; entry <= entries; entry++) {
            output.addAll(core.take(state, entry - 1, entry));
        }
        assertEquals(expected, output, "singly");
        return core.save(state);
    }

    private static <S, O> void requireRestarts(Core<S, O> core, int entries, List<O> expected, byte[] end) {
        S running = core.start();
        int had = 0;
        for (int cut = 0; cut <= entries; cut++) {
            byte[] saved = core.save(running);
            S restored = core.restore(saved);
            String where = "after a restart at entry " + cut;
            assertArrayEquals(saved, core.save(restored), where);
            core.requireSame(running, restored);
            assertEquals(expected.subList(had, expected.size()), core.take(restored, cut, entries), where);
            assertArrayEquals(end, core.save(restored), where);
            if (cut < entries) {
                had += core.take(running, cut, cut + 1).size();
            }
        }
    }

    /** Pieces that overlap, come again or begin too late, until all has come. */
    private static <S, O> void requireAnyDeliveries(
            Core<S, O> core, int entries, List<O> expected, byte[] end, Random random) {
        S state = core.start();
        List<O> output = new ArrayList<>();
        int had = 0;
        for (int i = 0; i < DELIVERIES; i++) {
            int one = random.nextInt(entries + 1);
            int other = random.nextInt(entries + 1);
            int after = Math.min(one, other);
            int to = Math.max(one, other);
            assertEquals(after > had, core.isGap(state, after), "a gap before entry " + (after + 1));
            if (after <= had) {
                output.addAll(core.take(state, after, to));
                had = Math.max(had, to);
            }
        }
        output.addAll(core.take(state, 0, entries));
        assertEquals(expected, output, "in pieces that overlap");
        assertArrayEquals(end, core.save(state), "in pieces that overlap");
    }
}
