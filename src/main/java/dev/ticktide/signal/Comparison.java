package dev.ticktide.signal;

import dev.ticktide.market.Explanation;
import dev.ticktide.market.IndicatorName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Two operands compared, at one bar or from one bar to the next. Crossings are those of Pine's {@code crossover}: looking
 * back one bar only, they can't tell from which side a line came that stood on the other one, so coming down onto it and
 * going up again is a crossing up.
 */
record Comparison(Operand left, Relation relation, Operand right) implements Rule {

    enum Relation {
        ABOVE("is above", false),
        BELOW("is below", false),
        /** At or below the other one a bar ago, above it now: reaching the line is not yet crossing it, leaving it is. */
        CROSSES_UP("crosses up through", true),
        CROSSES_DOWN("crosses down through", true);

        private final String words;
        private final boolean looksBack;

        Relation(String words, boolean looksBack) {
            this.words = words;
            this.looksBack = looksBack;
        }
    }

    Comparison {
        if (relation.looksBack && !(left.hasBefore() && right.hasBefore())) {
            throw new IllegalArgumentException(left.text() + " " + relation.words + " " + right.text()
                    + ": a bar does not bring the fields of the bar before; sma(1) is the close");
        }
    }

    @Override
    public Truth evaluate(BarContext context) {
        double a = left.now(context);
        double b = right.now(context);
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return Truth.WARMING;
        }
        return switch (relation) {
            case ABOVE -> Truth.of(a > b);
            case BELOW -> Truth.of(a < b);
            case CROSSES_UP, CROSSES_DOWN -> crosses(left.before(context), right.before(context), a, b);
        };
    }

    @Override
    public Explanation explain(BarContext context) {
        SortedMap<String, Double> operands = new TreeMap<>();
        left.describe(context, relation.looksBack, operands);
        right.describe(context, relation.looksBack, operands);
        return new Explanation(text(), holds(context), operands, List.of());
    }

    @Override
    public Set<IndicatorName> needs() {
        Set<IndicatorName> needs = new HashSet<>(left.needs());
        needs.addAll(right.needs());
        return needs;
    }

    @Override
    public String text() {
        return left.text() + " " + relation.words + " " + right.text();
    }

    private Truth crosses(double before, double otherBefore, double now, double otherNow) {
        if (Double.isNaN(before) || Double.isNaN(otherBefore)) {
            return Truth.WARMING;
        }
        return Truth.of(
                relation == Relation.CROSSES_UP
                        ? before <= otherBefore && now > otherNow
                        : before >= otherBefore && now < otherNow);
    }
}
