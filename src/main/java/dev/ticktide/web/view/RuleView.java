package dev.ticktide.web.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ticktide.market.signal.Explanation;
import dev.ticktide.strategy.rule.RuleTrace;
import dev.ticktide.strategy.rule.Truth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule and those it is made of.
 *
 * @param satisfied {@code null} where that depends on an operand that is warming up
 * @param warmup of the operands without a value yet; {@code null} if there are none
 * @param note why a crossing failed; {@code null} without one
 */
public record RuleView(
        String rule,
        @Nullable Boolean satisfied,
        Map<String, Double> operands,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Need> warmup,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String note,
        List<RuleView> children) {

    /** A stored explanation, which does not say which operands were warming up: they are null. */
    public static RuleView of(Explanation explanation) {
        return new RuleView(
                explanation.rule(),
                explanation.satisfied(),
                explanation.operands(),
                null,
                null,
                explanation.children().stream().map(RuleView::of).toList());
    }

    /**
     * In the shape of an explanation, and with what a stored one lacks: whether a part is unknown yet, and why it
     * fails.
     *
     * @param bars how many have closed, against which a warm-up is measured
     */
    public static RuleView of(RuleTrace trace, long bars) {
        Map<String, Need> warmup = new LinkedHashMap<>();
        trace.needs().forEach((operand, need) -> warmup.put(operand, new Need(need, bars)));
        return new RuleView(
                trace.rule(),
                trace.truth() == Truth.UNKNOWN ? null : (Boolean) (trace.truth() == Truth.HOLDS),
                trace.operands(),
                warmup.isEmpty() ? null : warmup,
                trace.note(),
                trace.children().stream().map(child -> of(child, bars)).toList());
    }
}
