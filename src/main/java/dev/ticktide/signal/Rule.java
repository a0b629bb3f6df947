package dev.ticktide.signal;

import dev.ticktide.market.Explanation;
import dev.ticktide.market.IndicatorName;
import java.util.Set;

/**
 * A condition on a closed bar that can say why it holds or not. Stateless, thread-safe. While an operand is still warming up
 * ({@code NaN}) no rule that looks at it holds.
 */
public interface Rule {

    boolean holds(BarContext context);

    /** The same evaluation with its operands, for people. */
    Explanation explain(BarContext context);

    /** The indicators it looks at. */
    Set<IndicatorName> needs();
}
