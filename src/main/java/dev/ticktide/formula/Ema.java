package dev.ticktide.formula;

import com.google.auto.service.AutoService;
import dev.ticktide.numeric.Doubles;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;

/**
 * Exponential moving average with alpha = 2 / (n + 1), seeded at bar n with the mean of the first n closes, in price units.
 * First value at bar n. It forgets rounding errors as it forgets prices, so they don't add up. Of closes that have all been
 * equal it is that close, to the bit.
 */
public final class Ema extends LineIndicator {

    private final int period;
    private final double alpha;
    private int have;
    private double seedSum;
    private double seedRest;
    private double value = Double.NaN;

    Ema(int period) {
        this.period = period;
        this.alpha = 2.0 / (period + 1);
    }

    @Override
    public double update(double close) {
        value = next(close);
        if (have < period) {
            have++;
            double sum = seedSum + close;
            seedRest += Doubles.lost(seedSum, close, sum);
            seedSum = sum;
        }
        return value;
    }

    @Override
    public double preview(double close) {
        return next(close);
    }

    @Override
    public double value() {
        return value;
    }

    @Override
    public void write(WireWriter out) {
        out.writeVar(have).writeDouble(seedSum).writeDouble(seedRest).writeDouble(value);
    }

    @Override
    public void read(WireReader in) {
        have = in.readInt();
        seedSum = in.readDouble();
        seedRest = in.readDouble();
        value = in.readDouble();
    }

    private double next(double close) {
        if (have >= period) {
            // With alpha 1 the formula would round a close away that comes after a much higher one.
            return period == 1 ? close : value + alpha * (close - value);
        }
        if (have < period - 1) {
            return Double.NaN;
        }
        double sum = seedSum + close;
        return Doubles.mean(sum, seedRest + Doubles.lost(seedSum, close, sum), period);
    }

    /** {@code ema(20)}. */
    @AutoService(IndicatorKind.Provider.class)
    public static final class Provider implements IndicatorKind.Provider {

        @Override
        public IndicatorKind kind() {
            return IndicatorKind.named("ema", "Exponential moving average")
                    .description(
                            "mean that weighs newer closes more: alpha 2/(period+1), seeded with the mean of the first"
                                    + " closes")
                    .source("textbook definition, with the seed that TA-Lib and TradingView use")
                    .period("period", 20)
                    .warmUp(with -> (int) with[0], "The first value comes with as many bars as the period.")
                    .creates(with -> new Ema((int) with[0]));
        }
    }
}
