package dev.ticktide.web;

import dev.ticktide.market.Bar;
import dev.ticktide.market.IndicatorName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes indicators over closed bars; the assembly gives the indicator stage's own code. Thread-safe. */
public interface Overlay {

    /** From a series' first bar on. */
    Fold begin(List<IndicatorName> names);

    /** On from a {@link Fold#state}; {@code null} if that lacks one of the names or can't be read. */
    @Nullable
    Fold resume(byte[] state, List<IndicatorName> names);

    /** Indicators on their way through the bars of one symbol and timeframe. Confined to one thread. */
    interface Fold {

        /** Folds a closed bar; the values in the order of the names, {@code NaN} while warming up. */
        double[] close(Bar bar);

        /** What {@link #close} would answer, leaving everything as it is. */
        double[] peek(Bar bar);

        byte[] state();
    }
}
