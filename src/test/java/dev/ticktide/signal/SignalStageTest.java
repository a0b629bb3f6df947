package dev.ticktide.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.market.message.SignalOutput;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.strategy.Bars;
import dev.ticktide.strategy.script.Strategies;
import dev.ticktide.testing.StageCheck;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SignalStageTest {

    private static final int PARTITION = 3;
    private static final long LAST = 40;

    private final SignalStage stage = new SignalStage(Bars.engine(Strategies.RSI_REVERSAL));

    private void own(long position) {
        stage.own(PARTITION, position);
    }

    /** Entries {@code (after, to]}; every fifth of them closes no bar, as metadata does. */
    private static IndicatorOutput.Part part(long after, long to) {
        List<BarUpdate> bars = LongStream.rangeClosed(after + 1, to)
                .filter(seq -> seq % 5 != 0)
                .mapToObj(Bars::bySeq)
                .toList();
        return new IndicatorOutput.Part(PARTITION, after, to, bars);
    }

    private static List<Long> seqs(List<Signal> signals) {
        return signals.stream().map(Signal::seq).toList();
    }

    private SignalOutput.Part take(long after, long to) {
        return stage.on(part(after, to)).orElseThrow();
    }

    /** As the verticle does when the store has taken it. */
    private List<Long> takeAndStore(long after, long to) {
        Optional<SignalOutput.Part> out = stage.on(part(after, to));
        List<Long> unseen = out.map(stage::unseen).map(SignalStageTest::seqs).orElse(List.of());
        out.ifPresent(stage::stored);
        return unseen;
    }

    /** The stage with one partition, of which its position alone outlives a restart. */
    private static final class Core implements StageCheck.Core<SignalStage, Signal> {

        @Override
        public SignalStage start() {
            return at(0);
        }

        @Override
        public List<Signal> take(SignalStage state, int after, int to) {
            return state.on(part(after, to)).map(SignalOutput.Part::signals).orElse(List.of());
        }

        @Override
        public boolean isGap(SignalStage state, int after) {
            return state.isGap(part(after, after));
        }

        @Override
        public byte[] save(SignalStage state) {
            return new WireWriter(8).writeVar(state.position(PARTITION)).toByteArray();
        }

        @Override
        public SignalStage restore(byte[] saved) {
            return at(new WireReader(saved).readVar());
        }

        private static SignalStage at(long position) {
            SignalStage stage = new SignalStage(Bars.engine(Strategies.RSI_REVERSAL));
            stage.own(PARTITION, position);
            return stage;
        }
    }

    @Property(tries = 20)
    void itKeepsWhatEveryStagePromises(@ForAll long seed) {
        own(0);
        StageCheck.verify(new Core(), (int) LAST, take(0, LAST).signals(), seed);
    }

    @Test
    void aPartIsPassedOnWithItsSignals() {
        own(0);
        SignalOutput.Part out = take(0, 7);
        assertEquals(new SignalOutput.Part(PARTITION, 0, 7, part(0, 7).bars(), out.signals()), out);
        assertEquals(List.of(1L, 3L, 4L, 6L, 7L), seqs(out.signals()));
        assertEquals(7, stage.position(PARTITION));
    }

    @Test
    void aPartThatBeginsLaterThanTheLastOneEndedIsAGap() {
        own(4);
        assertEquals(false, stage.isGap(part(3, 6)));
        assertEquals(false, stage.isGap(part(4, 6)));
        assertEquals(true, stage.isGap(part(5, 6)));
        assertEquals(4, stage.position(PARTITION));
    }

    @Test
    void aRepeatedPartIsNothingNew() {
        own(0);
        take(0, 7);
        assertEquals(Optional.empty(), stage.on(part(0, 7)));
        assertEquals(Optional.empty(), stage.on(part(2, 5)));
        assertEquals(7, stage.position(PARTITION));
    }

    @Test
    void ofAnOverlappingPartOnlyTheRestIsTaken() {
        own(0);
        take(0, 4);
        SignalOutput.Part out = take(2, 9);
        assertEquals(new SignalOutput.Part(PARTITION, 4, 9, part(4, 9).bars(), out.signals()), out);
        assertEquals(List.of(6L, 7L, 9L), seqs(out.signals()));
    }

    @Test
    void severalBarsOfOneEntryAreAllTaken() {
        own(0);
        List<BarUpdate> bars = List.of(Bars.bySeq(3), Bars.bySeq(3));
        SignalOutput.Part out =
                stage.on(new IndicatorOutput.Part(PARTITION, 2, 3, bars)).orElseThrow();
        assertEquals(bars, out.bars());
        assertEquals(List.of(3L, 3L), seqs(out.signals()));
    }

    @Test
    void aRewindPassesOnAgainWhatIsNotUnseenAnyMore() {
        own(0);
        takeAndStore(0, 7);
        stage.rewind(PARTITION, 2);
        SignalOutput.Part again = take(2, 9);
        assertEquals(List.of(3L, 4L, 6L, 7L, 9L), seqs(again.signals()));
        assertEquals(List.of(9L), seqs(stage.unseen(again)));
    }

    @Test
    void aPartThatCouldNotBeStoredIsUnseenWhenItComesAgain() {
        own(0);
        SignalOutput.Part failed = take(0, 4);
        stage.rewind(PARTITION, failed.afterSeq());
        assertEquals(Map.of(PARTITION, 0L), stage.progress());
        assertEquals(List.of(1L, 3L, 4L), takeAndStore(0, 4));
        assertEquals(Map.of(PARTITION, 4L), stage.progress());
    }

    @Test
    void aRewindGoesBackOnly() {
        own(4);
        stage.rewind(PARTITION, 9);
        assertEquals(4, stage.position(PARTITION));
        stage.rewind(PARTITION, 1);
        assertEquals(1, stage.position(PARTITION));
        assertEquals(Map.of(PARTITION, 4L), stage.progress(), "what is stored stays stored");
    }

    @Test
    void whatLiesBeforeTheCursorOfTheLastRunWasSeenByIt() {
        own(6);
        stage.rewind(PARTITION, 0);
        assertEquals(List.of(7L, 9L), takeAndStore(0, 9));
    }

    @Test
    void aPartitionOfSomebodyElseIsRefused() {
        own(0);
        assertEquals(false, stage.owns(PARTITION + 1));
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> stage.position(PARTITION + 1));
        assertEquals("partition 4 is not owned here", refused.getMessage());
    }

    /** What can happen to a stream of parts on its way. */
    private record Event(Kind kind, long a, long b) {
        private enum Kind {
            PART,
            UNSTORED_PART,
            REWIND
        }
    }

    @Provide
    Arbitrary<List<Event>> traffic() {
        Arbitrary<Long> seq = Arbitraries.longs().between(0, LAST);
        return Combinators.combine(Arbitraries.of(Event.Kind.values()), seq, seq)
                .as((kind, a, b) -> new Event(kind, Math.min(a, b), Math.max(a, b)))
                .list()
                .ofMaxSize(25);
    }

    @Property
    void whateverHappensEverySignalIsUnseenExactlyOnceAndInOrder(@ForAll("traffic") List<Event> events) {
        own(0);
        List<Long> unseen = new ArrayList<>();
        for (Event event : events) {
            if (event.kind == Event.Kind.REWIND) {
                stage.rewind(PARTITION, event.a);
            } else {
                deliver(event, unseen);
            }
        }
        // What is missing comes in the end, as the replay that a gap asks for.
        unseen.addAll(takeAndStore(stage.position(PARTITION), LAST));
        List<Long> expected =
                seqs(new SignalStageTest().ownedFromStart().take(0, LAST).signals());
        assertEquals(expected, unseen);
        assertEquals(Map.of(PARTITION, LAST), stage.progress());
    }

    private void deliver(Event event, List<Long> unseen) {
        IndicatorOutput.Part part = part(event.a, event.b);
        long position = stage.position(PARTITION);
        if (stage.isGap(part)) {
            assertEquals(true, event.a > position);
            return;
        }
        Optional<SignalOutput.Part> out = stage.on(part);
        assertEquals(event.b > position, out.isPresent());
        out.ifPresent(each -> {
            assertEquals(position, each.afterSeq(), "parts join without gap and overlap");
            assertEquals(part(position, event.b).bars(), each.bars());
            if (event.kind == Event.Kind.PART) {
                unseen.addAll(seqs(stage.unseen(each)));
                stage.stored(each);
            } else {
                stage.rewind(PARTITION, each.afterSeq());
            }
        });
    }

    private SignalStageTest ownedFromStart() {
        own(0);
        return this;
    }
}
