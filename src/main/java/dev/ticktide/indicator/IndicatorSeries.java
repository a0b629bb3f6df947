package dev.ticktide.indicator;

import dev.ticktide.market.Bar;
import dev.ticktide.market.IndicatorName;
import java.util.ArrayList;
import java.util.List;

/** Indicators over bars of the past, by the same classes that compute them live. Stateless. */
public final class IndicatorSeries {

    /** The influence of a seed is gone when it has shrunk below the last bit of a double: e^-39 is about 2^-56. */
    private static final double FORGOTTEN = 39;

    private static final int MAX_WARM_UP = 20_000;

    private IndicatorSeries() {}

    /** One column per name, as long as {@code bars} (oldest first), {@code NaN} while warming up. */
    public static List<double[]> compute(List<Bar> bars, List<IndicatorName> names) {
        List<double[]> columns = new ArrayList<>(names.size());
        for (IndicatorName name : names) {
            Indicator indicator = Indicator.of(name);
            double[] column = new double[bars.size()];
            for (int i = 0; i < column.length; i++) {
                column[i] = indicator.update(bars.get(i).close());
            }
            columns.add(column);
        }
        return columns;
    }

    /**
     * How many bars before the first wanted one make the values there those of a computation from the very beginning, to
     * double precision: the window for SMA, and for the others as long as their smoothing remembers. At most {@value
     * #MAX_WARM_UP}, which EMA periods above 974 and RSI periods above 499 would exceed; their seed stays visible a little.
     */
    public static int warmUpBars(List<IndicatorName> names) {
        int bars = 0;
        for (IndicatorName name : names) {
            double memory =
                    switch (name.kind()) {
                        case SMA -> 0;
                        case EMA -> FORGOTTEN * (name.period() + 1) / 2;
                        case RSI -> FORGOTTEN * name.period();
                    };
            bars = Math.max(bars, (int) Math.min(MAX_WARM_UP, Math.ceil(memory) + name.warmUp()));
        }
        return bars;
    }
}
