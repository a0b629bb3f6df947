package dev.ticktide.indicator;

import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;

/** Wilder's smoothing: first the mean of n terms, then (previous * (n - 1) + term) / n. Confined to one thread. */
final class WilderAverage {

    /** Far below any difference of two prices, far above the numbers that have fewer bits. */
    private static final double FADING = 0x1p-900;

    private static final double LIFT = 0x1p100;

    private final int period;
    private int have;
    private double average;

    WilderAverage(int period) {
        this.period = period;
    }

    /** The average including {@code term}, or {@code NaN} before the n-th; changes nothing. */
    double with(double term) {
        if (have >= period) {
            return (average * (period - 1) + term) / period;
        }
        return have == period - 1 ? (average + term) / period : Double.NaN;
    }

    void add(double term) {
        if (have < period - 1) {
            // The sum until there are enough terms for a mean.
            average += term;
        } else {
            average = with(term);
        }
        have = Math.min(period, have + 1);
    }

    int have() {
        return have;
    }

    /** Whether the first mean has been there and so little is left of it that it will soon lose precision. */
    boolean isFading() {
        return have >= period && average < FADING;
    }

    /** Multiplies by a power of two, which keeps every bit of the ratio to another average lifted along. */
    void lift() {
        average *= LIFT;
    }

    void write(WireWriter out) {
        out.writeVar(have).writeDouble(average);
    }

    static WilderAverage read(int period, WireReader in) {
        WilderAverage average = new WilderAverage(period);
        average.have = in.readInt();
        average.average = in.readDouble();
        return average;
    }
}
