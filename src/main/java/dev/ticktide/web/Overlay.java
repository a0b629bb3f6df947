package dev.ticktide.web;

import dev.ticktide.market.Bar;
import dev.ticktide.market.IndicatorName;
import java.util.List;

/** Computes indicator columns over bars of the past; the assembly gives the indicator stage's own code. Thread-safe. */
public interface Overlay {

    /** One column per name, as long as {@code bars} (oldest first), NaN while warming up. */
    List<double[]> compute(List<Bar> bars, List<IndicatorName> names);

    /** How many earlier bars make the seeds' influence vanish in double precision. */
    int warmUpBars(List<IndicatorName> names);
}
