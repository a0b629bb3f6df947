package dev.ticktide.web.rest.signal;

import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.web.view.BarView;
import dev.ticktide.web.view.Millis;
import dev.ticktide.web.view.Need;
import dev.ticktide.web.view.RuleView;
import dev.ticktide.web.view.SignalView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer of {@code /explain}. */
sealed interface ReasonsView {

    /** Of a bar that the rules look at. */
    record OfBar(
            String symbol,
            Timeframe timeframe,
            BarView bar,
            boolean provisional,
            boolean late,
            @Nullable Millis before,
            @Nullable Millis next,
            Map<String, Double> values,
            Map<String, Double> previous,
            Map<String, Need> warmup,
            List<Verdict> rules,
            List<Verdict> elsewhere)
            implements ReasonsView {}

    /** Of a candle that came after newer ones: no rule ever saw it. */
    record OfLateCandle(
            String symbol,
            Timeframe timeframe,
            BarView bar,
            boolean provisional,
            boolean late,
            List<Verdict> rules,
            List<Verdict> elsewhere)
            implements ReasonsView {

        static OfLateCandle of(String symbol, Timeframe timeframe, BarView bar) {
            return new OfLateCandle(symbol, timeframe, bar, false, true, List.of(), List.of());
        }
    }

    /** A rule at the bar. */
    enum State {
        HOLDS,
        FAILS,
        WARMING
    }

    /** What became of a rule. */
    enum Reason {
        RAISED,
        RAISED_BY_OTHER_VERSION,
        RAISED_ON_FINER,
        FAILS,
        WARMING,
        OPEN,
        NOT_STORED,
        NOT_ON_TIMEFRAME,
        NOT_CONFIGURED
    }

    /**
     * A strategy's rule of one side.
     *
     * @param description {@code null} of a strategy that is no longer there
     */
    record Verdict(
            String strategy,
            int version,
            @Nullable String description,
            Side side,
            List<Timeframe> timeframes,
            State state,
            Reason reason,
            RuleView explain,
            @Nullable SignalView signal) {}
}
