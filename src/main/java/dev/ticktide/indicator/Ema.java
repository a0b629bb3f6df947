package dev.ticktide.indicator;

import dev.ticktide.numeric.Doubles;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;

/**
 * Exponential moving average with alpha = 2 / (n + 1), seeded at bar n with the mean of the first n closes, in price units.
 * First value at bar n. It forgets rounding errors as it forgets prices, so they don't add up. Of closes that have all been
 * equal it is that close, to the bit.
 */
public final class Ema implements Indicator {

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
    public double provisional(double close) {
        return next(close);
    }

    @Override
    public double value() {
        return value;
    }

    @Override
    public int have() {
        return have;
    }

    @Override
    public int need() {
        return period;
    }

    @Override
    public void write(WireWriter out) {
        out.writeVar(have).writeDouble(seedSum).writeDouble(seedRest).writeDouble(value);
    }

    static Ema read(int period, WireReader in) {
        Ema ema = new Ema(period);
        ema.have = in.readInt();
        ema.seedSum = in.readDouble();
        ema.seedRest = in.readDouble();
        ema.value = in.readDouble();
        return ema;
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
}
