package dev.ticktide.formula;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;

/**
 * The state of one indicator over the bars of one symbol and timeframe, in constant time per bar. It has as many values
 * as its {@link IndicatorKind} has outputs; a value is {@code NaN} while it warms up. Bars are added in the order of
 * their times, none twice. Never fails on finite bars. Confined to one thread.
 *
 * <p>The values depend on the bars alone, bit for bit: live folding, a replay and a chart that begins at a checkpoint
 * must not differ. So {@link #preview} of a bar has the values that {@link #update} with the same bar would lead to.
 */
public interface Indicator {

    /** The number of its values, that of its kind's outputs. */
    default int outputs() {
        return 1;
    }

    /** Adds a closed bar. */
    void update(Bar bar);

    /**
     * Writes the values at the last closed bar into {@code values}, from {@code at} on: as many as {@link #outputs},
     * all {@code NaN} before the first bar.
     */
    void values(double[] values, int at);

    /**
     * Writes what the values would be if {@code bar} closed now into {@code values}, from {@code at} on; changes
     * nothing here. Called for each change of an open bar, so it should not allocate.
     */
    void preview(Bar bar, double[] values, int at);

    /** Writes the state. A new indicator with the same parameters that {@link #read reads} it continues bit for bit. */
    void write(WireWriter out);

    /**
     * Reads what {@link #write} wrote into a new indicator with the same parameters.
     *
     * @throws dev.ticktide.wire.WireException if the bytes end too early; the indicator is of no use then
     */
    void read(WireReader in);
}
