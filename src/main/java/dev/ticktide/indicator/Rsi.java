package dev.ticktide.indicator;

import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;

/**
 * Relative strength index after Wilder (1978): 100 - 100 / (1 + average gain / average loss), both averages smoothed by
 * {@link WilderAverage}, so seeded with the means of the first n gains and losses. 0 to 100; no losses 100, no gains 0,
 * neither 50. First value at bar n + 1, since n changes need n + 1 closes.
 *
 * <p>While a price stands still both averages shrink and their ratio stays, however long: before they would fade away they
 * are lifted together.
 */
public final class Rsi implements Indicator {

    private static final double FLAT = 50;

    private final int period;
    private WilderAverage gains;
    private WilderAverage losses;
    private double lastClose = Double.NaN;
    private double value = Double.NaN;

    Rsi(int period) {
        this.period = period;
        this.gains = new WilderAverage(period);
        this.losses = new WilderAverage(period);
    }

    @Override
    public double update(double close) {
        value = provisional(close);
        if (!Double.isNaN(lastClose)) {
            double change = close - lastClose;
            gains.add(Math.max(change, 0));
            losses.add(Math.max(-change, 0));
            keepFromFading();
        }
        lastClose = close;
        return value;
    }

    @Override
    public double provisional(double close) {
        if (Double.isNaN(lastClose)) {
            return Double.NaN;
        }
        double change = close - lastClose;
        double gain = gains.with(Math.max(change, 0));
        double loss = losses.with(Math.max(-change, 0));
        // One quotient instead of two: the same formula, and no division by zero to look at twice.
        return gain + loss == 0 ? FLAT : 100 * (gain / (gain + loss));
    }

    @Override
    public double value() {
        return value;
    }

    @Override
    public int have() {
        return Double.isNaN(lastClose) ? 0 : gains.have() + 1;
    }

    @Override
    public int need() {
        return period + 1;
    }

    @Override
    public void write(WireWriter out) {
        gains.write(out);
        losses.write(out);
        out.writeDouble(lastClose).writeDouble(value);
    }

    static Rsi read(int period, WireReader in) {
        Rsi rsi = new Rsi(period);
        rsi.gains = WilderAverage.read(period, in);
        rsi.losses = WilderAverage.read(period, in);
        rsi.lastClose = in.readDouble();
        rsi.value = in.readDouble();
        return rsi;
    }

    private void keepFromFading() {
        if (gains.isFading() && losses.isFading()) {
            gains.lift();
            losses.lift();
        }
    }
}
