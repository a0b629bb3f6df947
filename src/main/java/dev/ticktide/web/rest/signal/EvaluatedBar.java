package dev.ticktide.web.rest.signal;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.strategy.RuleEvaluation;
import dev.ticktide.strategy.StrategyExplainer;
import dev.ticktide.web.chart.ChartData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bar with the evaluations of all rules on it.
 *
 * @param before start of the bar before it, epoch microseconds; {@code null} if it is the first
 */
record EvaluatedBar(BarUpdate update, @Nullable Long before, List<RuleEvaluation> evaluations) {

    /** The last of these rows, which are not empty. */
    static EvaluatedBar of(
            StrategyExplainer rules, String symbol, Timeframe timeframe, ChartData.Rows rows, boolean closed) {
        int last = rows.bars().size() - 1;
        BarUpdate update = new BarUpdate(
                symbol,
                timeframe,
                0,
                0,
                closed,
                rows.bars().get(last),
                values(rows, last),
                values(rows, last - 1),
                rows.earlier() + last + (closed ? 1 : 0),
                null,
                null);
        Long before = last == 0 ? null : (Long) rows.bars().get(last - 1).time();
        return new EvaluatedBar(update, before, rules.explain(update));
    }

    private static double[] values(ChartData.Rows rows, int index) {
        return rows.columns().stream()
                .mapToDouble(column -> index < 0 ? Double.NaN : column[index])
                .toArray();
    }
}
