package dev.ticktide.strategy;

import dev.ticktide.market.signal.Explanation;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.strategy.rule.RuleTrace;
import dev.ticktide.strategy.rule.Truth;

/**
 * One side's rule of a strategy, evaluated on one bar.
 *
 * @param signalId the id of the signal that the bar raises if the rule holds
 */
public record RuleEvaluation(Strategy strategy, Side side, RuleTrace trace, String signalId) {

    public Truth truth() {
        return trace.truth();
    }

    /** What is stored with a signal that the rule raises. */
    public Explanation explanation() {
        return trace.explanation();
    }
}
