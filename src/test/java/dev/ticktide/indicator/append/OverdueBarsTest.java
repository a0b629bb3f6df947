package dev.ticktide.indicator.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.indicator.partition.IndicatorStage;
import dev.ticktide.indicator.partition.OwnedPartition;
import dev.ticktide.indicator.state.Logs;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.BarsClosed;
import dev.ticktide.market.Candle;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.testing.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The last bar of a session, by a clock of the test's own. */
class OverdueBarsTest {

    private static final String SYMBOL = "AAPL";
    private static final long SECOND = 1_000_000;
    private static final long M1 = 60 * SECOND;
    private static final long M5 = 5 * M1;
    private static final long GRACE = 5 * SECOND;
    private static final long START = Math.floorDiv(Samples.T0, M5) * M5;

    private final IndicatorStage stage = new IndicatorStage();
    private final OverdueBars overdue = new OverdueBars(stage, Duration.ofSeconds(5));
    private final PartitionState state = new PartitionState(Logs.PARTITION, Logs.SETTINGS);
    private final List<LogEntry> log = new ArrayList<>();
    private final List<BarUpdate> told = new ArrayList<>();

    OverdueBarsTest() {
        stage.own(new OwnedPartition(1, state, 0));
    }

    @Test
    void aBarOfALiveSymbolClosesAGraceAfterItsEnd() {
        candle(START + 10 * SECOND, 0, 100);
        candle(START + 40 * SECOND, 0, 101);
        assertEquals(List.of(), decide(START + M1 + GRACE - 1));
        assertEquals(List.of(new BarsClosed(SYMBOL, START + M1)), decide(START + M1 + GRACE));
        assertEquals(List.of(new Bar(START, 100, 101, 100, 101, 2, 2)), closed("1m"));
        assertEquals(START + M1 + GRACE, Logs.closed(told, "1m").get(0).arrival());
        assertEquals(List.of(), decide(START + M1 + GRACE + 1));
        assertEquals(List.of(), decide(START + M5 + GRACE - 1));
        assertEquals(List.of(new BarsClosed(SYMBOL, START + M5)), decide(START + M5 + GRACE));
        assertEquals(1, closed("5m").size());
        assertEquals(List.of(), decide(START + 1_000 * M5));
    }

    @Test
    void aCandleThatComesInTimeClosesTheBarItself() {
        candle(START + 10 * SECOND, 0, 100);
        List<Proposal> proposals = look(START + M1 + GRACE);
        candle(START + M1 + SECOND, 0, 102);
        assertEquals(List.of(), put(proposals));
        assertEquals(1, closed("1m").size());
    }

    @Test
    void dataOfThePastIsLeftAloneHoweverSlowlyItIsFed() {
        long past = 3 * 24 * 3_600 * SECOND;
        for (int i = 0; i < 5; i++) {
            candle(START - past + i * M5, past - i * M5 + i * 100L * M5, 100 + i);
            assertEquals(List.of(), decide(START + i * 100L * M5 + 99 * M5));
        }
        assertEquals(4, closed("5m").size());
    }

    @Test
    void aBatchOfHistoryThatReachesTheNowIsLiveByItsLastCandle() {
        for (int i = 26; i >= 0; i--) {
            candle(START - i * M5, i * M5, 100 + i);
        }
        assertEquals(List.of(new BarsClosed(SYMBOL, START + M1)), decide(START + M1 + GRACE));
        assertEquals(List.of(new BarsClosed(SYMBOL, START + M5)), decide(START + M5 + GRACE));
    }

    @Test
    void candlesStampedWithTheirBeginningAreWaitedFor() {
        long transit = SECOND / 2;
        for (int i = 0; i < 10; i++) {
            candle(START + i * M1, M1 + transit, 100 + i);
            for (long now = START + (i + 1) * M1 + transit; now < START + (i + 2) * M1 + transit; now += SECOND) {
                assertEquals(List.of(), decide(now));
            }
        }
        long last = START + 10 * M1;
        assertEquals(List.of(new BarsClosed(SYMBOL, last)), decide(last + M1 + transit + GRACE));
    }

    @Test
    void whatASenderGathersForAMinuteIsWaitedFor() {
        for (int batch = 1; batch <= 6; batch++) {
            long arrival = START + batch * M1 + 30 * SECOND;
            for (int second = 0; second < 60; second++) {
                long time = arrival - M1 + second * SECOND;
                assertEquals(
                        batch == 2 && time < START + 2 * M1,
                        candle(time, arrival - time, 100).late());
            }
            if (batch == 1) {
                // Nobody can know yet that the next one will be as late; what it is late for stays in the wider bars.
                assertEquals(List.of(new BarsClosed(SYMBOL, START + 2 * M1)), decide(arrival + M1 - 1));
                continue;
            }
            for (long now = arrival; now < arrival + M1; now += SECOND) {
                assertEquals(List.of(), decide(now));
            }
        }
    }

    @Test
    void withoutAGraceNothingIsClosedByTime() {
        OverdueBars never = new OverdueBars(stage, Duration.ZERO);
        candle(START + 10 * SECOND, 0, 100);
        for (int i = 0; i < 8; i++) {
            assertEquals(List.of(), never.next(START + 1_000 * M5));
        }
    }

    /** Whatever comes with a steady delay and less jitter than the grace: nothing is late, and in the end every bar is closed. */
    @Property(tries = 40)
    void aSteadyFeedLosesNothing(
            @ForAll @IntRange(min = 0, max = 900) int delaySeconds,
            @ForAll @IntRange(min = 1, max = 200) int everySeconds,
            @ForAll long seed) {
        new OverdueBarsTest().feedSteadily(delaySeconds, everySeconds, new Random(seed));
    }

    private void feedSteadily(int delaySeconds, int everySeconds, Random random) {
        long now = START;
        for (int i = 0; i < 60; i++) {
            long time = START + (long) i * everySeconds * SECOND;
            long arrival = time + delaySeconds * SECOND + random.nextLong(GRACE);
            for (; now < arrival; now += SECOND) {
                decide(now);
            }
            LogEntry entry = candle(time, arrival - time, 100);
            assertTrue(!entry.late() || isOutOfOrder(entry), () -> "late " + entry);
        }
        decide(now + 100 * M5);
        assertEquals(List.of(), state.openBars(SYMBOL));
        int candles = Logs.closed(told, "1m").stream()
                .mapToInt(update -> update.bar().candles())
                .sum();
        assertEquals(60, candles);
    }

    private boolean isOutOfOrder(LogEntry entry) {
        return log.stream()
                .filter(before -> before.seq() < entry.seq() && before.event() instanceof Candle)
                .anyMatch(before -> before.event().time() > entry.event().time());
    }

    private List<Bar> closed(String timeframe) {
        return Logs.closed(told, timeframe).stream().map(BarUpdate::bar).toList();
    }

    /** A candle as the planner would place it. */
    private LogEntry candle(long time, long delay, double price) {
        OptionalLong last = state.lastCandleTime(SYMBOL);
        boolean late = (last.isPresent() && time < last.getAsLong()) || time < state.closedUntil(SYMBOL);
        Candle candle = new Candle(SYMBOL, time, price, price, price, price, 1);
        return apply(new LogEntry(Logs.PARTITION, state.seq() + 1, time + delay, late, candle));
    }

    /** What the clock finds to close by {@code now}, put into the log. */
    private List<Object> decide(long now) {
        return put(look(now));
    }

    private List<Proposal> look(long now) {
        List<Proposal> found = new ArrayList<>();
        for (int part = 0; part < 4; part++) {
            found.addAll(overdue.next(now));
        }
        return found;
    }

    private List<Object> put(List<Proposal> proposals) {
        List<Object> decided = new ArrayList<>();
        for (Proposal proposal : proposals) {
            if (proposal.wanted().test(state)) {
                apply(new LogEntry(Logs.PARTITION, state.seq() + 1, proposal.arrival(), false, proposal.decision()));
                decided.add(proposal.decision());
            }
        }
        return decided;
    }

    private LogEntry apply(LogEntry entry) {
        state.apply(entry, told::add);
        log.add(entry);
        return entry;
    }
}
