package dev.ticktide.strategy.rule;

import dev.ticktide.market.signal.Explanation;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The evaluation of a rule on a bar, part by part: {@link #explanation} is what of it is kept with a signal.
 *
 * @param operands as in {@link Explanation}
 * @param needs for each operand without a value yet, with how many bars it gets its first
 * @param note what the numbers don't say by themselves, such as that a line was crossed earlier; {@code null} if they do
 */
public record RuleTrace(
        String rule,
        Truth truth,
        SortedMap<String, Double> operands,
        SortedMap<String, Integer> needs,
        @Nullable String note,
        List<RuleTrace> children) {

    public Explanation explanation() {
        return new Explanation(
                rule,
                truth == Truth.HOLDS,
                operands,
                children.stream().map(RuleTrace::explanation).toList());
    }
}
