package dev.ticktide.formula;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;

/**
 * The state of one indicator over the bars of one symbol and timeframe, in constant time per bar. It has as many values as its
 * {@link IndicatorKind} has outputs; a value is {@code NaN} while it warms up. Never fails on finite bars. Confined to one
 * thread.
 */
public interface Indicator {

    /** The number of its values, that of its kind's outputs. */
    default int outputs() {
        return 1;
    }

    /** Adds a closed bar. */
    void update(Bar bar);

    /** Writes the values at the last closed bar into {@code values}, from {@code at} on. */
    void values(double[] values, int at);

    /** Writes what the values would be if {@code bar} closed now into {@code values}, from {@code at} on; changes nothing here. */
    void preview(Bar bar, double[] values, int at);

    /** Writes the state. A new indicator with the same parameters that {@link #read reads} it continues bit for bit. */
    void write(WireWriter out);

    /** Reads what {@link #write} wrote into a new indicator with the same parameters. */
    void read(WireReader in);
}
