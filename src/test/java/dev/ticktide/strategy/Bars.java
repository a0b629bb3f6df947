package dev.ticktide.strategy;

import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.strategy.rule.BarContext;
import dev.ticktide.testing.Samples;
import java.util.List;
import java.util.stream.Stream;

/** Closed bars made by hand, with the three indicators that the strategies look at. */
public final class Bars {

    public static final List<IndicatorName> ORDER =
            Stream.of("rsi(14)", "ema(12)", "sma(26)").map(IndicatorName::parse).toList();
    static final double CLOSE = 100;

    /** On every bar whose seq is a multiple of 3 the RSI leaves the oversold zone, on the one after it the overbought one. */
    private static final int PERIOD = 3;

    private Bars() {}

    public static double[] values(double rsi, double fast, double slow) {
        return new double[] {rsi, fast, slow};
    }

    public static BarUpdate bar(long seq, boolean closed, double[] before, double[] now) {
        return bar("AAPL", Samples.M5, seq, closed, before, now);
    }

    public static BarUpdate bar(
            String symbol, Timeframe timeframe, long seq, boolean closed, double[] before, double[] now) {
        long time = Samples.T0 + seq * 300_000_000L;
        Bar bar = new Bar(time, CLOSE - 1, CLOSE + 2, CLOSE - 2, CLOSE, 1_000, 5);
        return new BarUpdate(symbol, timeframe, seq, time + 300_000_123L, closed, bar, now, before, seq, null, null);
    }

    /** A closed bar that raises a buy, a sell or nothing, by its seq. */
    public static BarUpdate bySeq(long seq) {
        return switch ((int) (seq % PERIOD)) {
            case 0 -> bar(seq, true, values(29, 0, 0), values(31, 0, 0));
            case 1 -> bar(seq, true, values(71, 0, 0), values(69, 0, 0));
            default -> bar(seq, true, values(50, 0, 0), values(50, 0, 0));
        };
    }

    public static BarContext context(double[] before, double[] now) {
        return BarContext.of(bar(1, true, before, now), BarContext.positions(ORDER));
    }

    public static SignalEngine engine(Strategy... strategies) {
        List<SignalSettings.Use> uses = Stream.of(strategies)
                .map(each -> new SignalSettings.Use(each, List.of(Samples.M5)))
                .toList();
        return new SignalEngine(new SignalSettings(uses), ORDER);
    }
}
