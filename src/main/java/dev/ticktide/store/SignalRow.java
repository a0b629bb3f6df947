package dev.ticktide.store;

import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Timeframe;

/**
 * A row that has the columns of a signal, by their places in {@link #COLUMNS} from 0 on. Each store reads the columns
 * with its own driver, on its own threads.
 *
 * @param <E> what the driver fails with
 */
public interface SignalRow<E extends Exception> {

    /** For a {@code SELECT} from the table {@code signal s}. */
    String COLUMNS = "s.id, s.partition, s.seq, s.symbol, s.timeframe, s.strategy, s.version, s.side,"
            + " s.bar_time, s.generated_at, s.price, s.strength, s.explain, s.inputs";

    /** A text that is not null. */
    String text(int column) throws E;

    /** A whole number that is not null. */
    long number(int column) throws E;

    /** A number with a fraction that is not null. */
    double real(int column) throws E;

    /**
     * The signal of this row.
     *
     * @throws IllegalStateException if the explanation or the inputs are no JSON
     * @throws IllegalArgumentException if the timeframe or the side is none
     */
    default Signal signal() throws E {
        return new Signal(
                text(0),
                (int) number(1),
                number(2),
                text(3),
                Timeframe.parse(text(4)),
                text(5),
                (int) number(6),
                SignalColumns.side(text(7)),
                number(8),
                number(9),
                real(10),
                real(11),
                SignalColumns.explanation(text(12)),
                SignalColumns.inputs(text(13)));
    }
}
