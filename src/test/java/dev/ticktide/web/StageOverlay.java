package dev.ticktide.web;

import dev.ticktide.indicator.IndicatorSeries;
import dev.ticktide.market.Bar;
import dev.ticktide.market.IndicatorName;
import java.util.List;

/** What the assembly gives: the indicator stage's own computation. */
final class StageOverlay implements Overlay {

    @Override
    public Fold begin(List<IndicatorName> names) {
        return new StageFold(IndicatorSeries.begin(names));
    }

    @Override
    public Fold resume(byte[] state, List<IndicatorName> names) {
        IndicatorSeries series = IndicatorSeries.resume(state, names);
        return series == null ? null : new StageFold(series);
    }

    private record StageFold(IndicatorSeries series) implements Fold {
        @Override
        public double[] close(Bar bar) {
            return series.close(bar);
        }

        @Override
        public double[] peek(Bar bar) {
            return series.peek(bar);
        }

        @Override
        public byte[] state() {
            return series.checkpoint();
        }
    }
}
