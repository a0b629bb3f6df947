package dev.ticktide.strategy.rule;

import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.market.signal.Explanation;
import java.util.Map;
import java.util.Set;

/**
 * A condition on a closed bar that can say why it holds or not. Stateless, thread-safe, never fails on a bar that carries
 * what it {@link #needs}.
 *
 * <p>An operand that is still warming up is {@code NaN}, and shown so. A rule holds only if it would hold whatever that
 * operand were: so neither a comparison with it holds, nor the opposite of one, but "one of these" does by its other part.
 */
public sealed interface Rule permits Comparison, Condition, Junction, Not {

    /** Whether it {@link Truth#HOLDS holds}, does not, or is not known yet. */
    Truth evaluate(BarContext context);

    default boolean holds(BarContext context) {
        return evaluate(context) == Truth.HOLDS;
    }

    /** The same evaluation with its operands, for people. */
    RuleTrace read(BarContext context);

    /** What of it a signal keeps. */
    default Explanation explain(BarContext context) {
        return read(context).explanation();
    }

    /** The indicators it looks at. */
    Set<IndicatorColumn> needs();

    /** The same for bars whose columns have these places, as {@link Operand#at}. */
    Rule at(Map<IndicatorColumn, Integer> positions);

    /** The rule in words, such as {@code rsi(14) crosses up through 30}. */
    String text();
}
