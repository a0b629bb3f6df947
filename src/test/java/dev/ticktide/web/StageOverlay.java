package dev.ticktide.web;

import dev.ticktide.indicator.Indicator;
import dev.ticktide.indicator.IndicatorSeries;
import dev.ticktide.market.Bar;
import dev.ticktide.market.IndicatorName;
import java.util.List;

/** What the assembly gives: the indicator stage's own computation. */
final class StageOverlay implements Overlay {

    @Override
    public List<double[]> compute(List<Bar> bars, List<IndicatorName> names) {
        return IndicatorSeries.compute(bars, names);
    }

    @Override
    public int warmUpBars(List<IndicatorName> names) {
        return IndicatorSeries.warmUpBars(names);
    }

    @Override
    public Study start(IndicatorName name) {
        Indicator indicator = Indicator.of(name);
        return new Study() {
            @Override
            public double close(Bar bar) {
                return indicator.update(bar.close());
            }

            @Override
            public double peek(Bar bar) {
                return indicator.provisional(bar.close());
            }
        };
    }
}
