package dev.ticktide.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.simulate.Backfill.Slot;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BackfillTest {

    private static final long SECOND = 1_000_000;
    private static final long HOUR = 3_600 * SECOND;
    private static final long NOW = 1_700_000_000_123_456L;

    @Property(tries = 200)
    void timesRiseAndNoSlotReachesIntoAnother(
            @ForAll @LongRange(min = 0, max = 100 * HOUR) long age, @ForAll @LongRange(max = HOUR) long shift) {
        long now = NOW + shift;
        long before = now - age;
        for (Slot slot : Backfill.slots(before, now)) {
            assertTrue(slot.time() > before && slot.time() < now, slot::toString);
            assertEquals(0, slot.time() % slot.step(), "ends on a round time");
            before = slot.time();
        }
        assertTrue(now - before <= SECOND || age <= SECOND, "reaches up to now");
    }

    @Test
    void everyTimeframeHasTheBarsOfAWarmAverageOfFifty() {
        List<Slot> slots = Backfill.slots(NOW - 72 * HOUR, NOW);
        for (long seconds : new long[] {1, 60, 300, 900, 3_600}) {
            long bars = slots.stream()
                    .map(slot -> slot.time() / (seconds * SECOND))
                    .distinct()
                    .count();
            assertTrue(bars >= 60, bars + " bars of " + seconds + " s");
        }
    }

    @Test
    void twentyStocksStayBelow120000Candles() {
        int slots = Backfill.slots(NOW - 72 * HOUR, NOW).size();
        assertTrue(20 * slots <= 120_000, "slots: " + slots);
    }

    @Test
    void aGapIsFilledAndNothingElse() {
        assertEquals(List.of(), Backfill.slots(NOW, NOW));
        assertEquals(List.of(), Backfill.slots(NOW + HOUR, NOW));
        assertEquals(30, Backfill.slots(NOW - 30 * SECOND, NOW).size());
    }
}
