package dev.ticktide.strategy.rule;

import dev.ticktide.formula.IndicatorColumn;
import java.util.Set;

/**
 * How far past its threshold the deciding value of a signal is: 0 to 1. No probability. Stateless, thread-safe, never fails on
 * a bar that has what it {@link #needs}.
 */
@FunctionalInterface
public interface Strength {

    double of(BarContext context);

    /** The indicators it looks at. */
    default Set<IndicatorColumn> needs() {
        return Set.of();
    }

    /** A number as strength: below 0, or not known, it is 0, and above 1 it is 1. */
    static Strength of(Operand operand) {
        return new Strength() {
            @Override
            public double of(BarContext context) {
                double value = operand.now(context);
                return value >= 0 ? Math.min(1, value) : 0;
            }

            @Override
            public Set<IndicatorColumn> needs() {
                return operand.needs();
            }
        };
    }
}
