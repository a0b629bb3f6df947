package dev.ticktide.formula;

import dev.ticktide.market.bar.Bar;

/**
 * An indicator with one value, computed from the closes alone. Other indicators also use it as a part, with inputs
 * other than closes.
 */
public abstract class LineIndicator implements Indicator {

    /** Adds the next number; the new value, {@code NaN} while warming up. */
    public abstract double update(double number);

    /** What {@link #update(double)} would answer; changes nothing. */
    public abstract double preview(double number);

    /** The last answer of {@link #update(double)}; {@code NaN} before the first one. */
    public abstract double value();

    @Override
    public final void update(Bar bar) {
        update(bar.close());
    }

    @Override
    public final void values(double[] values, int at) {
        values[at] = value();
    }

    @Override
    public final void preview(Bar bar, double[] values, int at) {
        values[at] = preview(bar.close());
    }
}
