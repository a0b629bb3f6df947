package dev.ticktide.strategy;

import static dev.ticktide.strategy.rule.Rules.crossesDown;
import static dev.ticktide.strategy.rule.Rules.crossesUp;
import static dev.ticktide.strategy.rule.Rules.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.ticktide.indicator.state.BarSink;
import dev.ticktide.indicator.state.IndicatorSettings;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.Candle;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.strategy.script.Strategies;
import dev.ticktide.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** The engine behind the indicator stage's own code, over random walks of two stocks. */
@Tag("slow")
class SignalEngineTest {

    private static final int PARTITION = 5;
    private static final long STEP = 20_000_000;
    private static final List<Timeframe> TIMEFRAMES =
            Stream.of("raw", "1m", "5m").map(Timeframe::parse).toList();
    private static final IndicatorSettings SETTINGS = new IndicatorSettings(TIMEFRAMES, Bars.ORDER);
    private static final Strategy CROSSING = new Strategy(
            "crossing",
            1,
            "",
            crossesUp(value("ema(12)"), value("sma(26)")),
            crossesDown(value("ema(12)"), value("sma(26)")),
            "",
            context -> 1,
            "");

    private final SignalEngine engine = new SignalEngine(
            new SignalSettings(Stream.of(CROSSING, Strategies.RSI_REVERSAL, Strategies.TREND)
                    .map(each -> new SignalSettings.Use(each, TIMEFRAMES))
                    .toList()),
            Bars.ORDER);

    private static List<LogEntry> walk(long seed, int candles) {
        Random random = new Random(seed);
        double[] price = {100, 40};
        List<LogEntry> entries = new ArrayList<>();
        for (int i = 0; i < candles; i++) {
            int stock = random.nextInt(2);
            double open = price[stock];
            double close = open * Math.exp(0.004 * random.nextGaussian());
            price[stock] = close;
            Candle candle = new Candle(
                    stock == 0 ? "AAPL" : "MSFT",
                    Samples.T0 + i * STEP,
                    open,
                    Math.max(open, close),
                    Math.min(open, close),
                    close,
                    random.nextInt(1_000));
            entries.add(Samples.entry(PARTITION, i + 1, candle));
        }
        return entries;
    }

    /** Folds entries and evaluates what comes out, open bars as well. */
    private List<Signal> signals(PartitionState state, List<LogEntry> entries, boolean openBarsToo) {
        List<Signal> signals = new ArrayList<>();
        BarSink sink = new BarSink() {
            @Override
            public void bar(BarUpdate update) {
                List<Signal> raised = engine.on(PARTITION, update);
                assertEquals(update.closed() ? raised : List.of(), raised, "an open bar raises nothing");
                signals.addAll(raised);
            }

            @Override
            public boolean wantsProvisional() {
                return openBarsToo;
            }
        };
        entries.forEach(entry -> state.apply(entry, sink));
        return signals;
    }

    @Property(tries = 30)
    void theSignalsOfACrossingAlternate(@ForAll long seed) {
        List<Signal> signals = signals(new PartitionState(PARTITION, SETTINGS), walk(seed, 2_000), false);
        int runs = 0;
        for (String symbol : List.of("AAPL", "MSFT")) {
            for (Timeframe timeframe : TIMEFRAMES) {
                List<Signal> run = signals.stream()
                        .filter(each -> each.strategy().equals("crossing"))
                        .filter(each ->
                                each.symbol().equals(symbol) && each.timeframe().equals(timeframe))
                        .toList();
                for (int i = 1; i < run.size(); i++) {
                    assertNotEquals(run.get(i - 1).side(), run.get(i).side(), run.toString());
                }
                runs += run.size() > 1 ? 1 : 0;
            }
        }
        assertEquals(true, runs >= 4, "the walk crosses often enough to say something, was " + runs);
    }

    @Property(tries = 20)
    void openBarsRaiseNothingAndChangeNothing(@ForAll long seed) {
        List<LogEntry> entries = walk(seed, 1_000);
        List<Signal> alone = signals(new PartitionState(PARTITION, SETTINGS), entries, false);
        assertEquals(alone, signals(new PartitionState(PARTITION, SETTINGS), entries, true));
        assertEquals(
                alone.size(), alone.stream().map(Signal::id).distinct().count(), "no bar raises the same signal twice");
    }

    @Property(tries = 20)
    void aReplayFromASnapshotGivesTheSameSignals(@ForAll long seed, @ForAll @IntRange(max = 1_000) int cut) {
        List<LogEntry> entries = walk(seed, 1_000);
        List<Signal> straight = signals(new PartitionState(PARTITION, SETTINGS), entries, false);
        PartitionState first = new PartitionState(PARTITION, SETTINGS);
        List<Signal> pieced = new ArrayList<>(signals(first, entries.subList(0, cut), true));
        PartitionState second = PartitionState.restore(first.snapshot(), SETTINGS);
        pieced.addAll(signals(second, entries.subList(cut, entries.size()), false));
        assertEquals(straight, pieced);
    }
}
