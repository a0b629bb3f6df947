package dev.ticktide.web;

import dev.ticktide.market.Bar;
import dev.ticktide.market.IndicatorName;
import java.util.List;

/** Computes indicators over bars of the past and on from there; the assembly gives the indicator stage's own code. Thread-safe. */
public interface Overlay {

    /** One column per name, as long as {@code bars} (oldest first), NaN while warming up. */
    List<double[]> compute(List<Bar> bars, List<IndicatorName> names);

    /** How many earlier bars make the seeds' influence vanish in double precision. */
    int warmUpBars(List<IndicatorName> names);

    /** Begins a computation that goes on bar by bar. */
    Study start(IndicatorName name);

    /** One indicator, from its first bar on; {@code NaN} while warming up. Confined to one thread. */
    interface Study {

        /** Folds a closed bar, then answers. */
        double close(Bar bar);

        /** What {@link #close} would answer, leaving everything as it is. */
        double peek(Bar bar);
    }
}
