package dev.ticktide.signal;

import dev.ticktide.market.Explanation;
import dev.ticktide.market.IndicatorName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Two operands compared, at one bar or from one bar to the next. */
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

    @Override
    public boolean holds(BarContext context) {
        double a = left.now(context);
        double b = right.now(context);
        // Every comparison with NaN is false, which is what warming up asks for.
        return switch (relation) {
            case ABOVE -> a > b;
            case BELOW -> a < b;
            case CROSSES_UP -> left.before(context) <= right.before(context) && a > b;
            case CROSSES_DOWN -> left.before(context) >= right.before(context) && a < b;
        };
    }

    @Override
    public Explanation explain(BarContext context) {
        SortedMap<String, Double> operands = new TreeMap<>();
        left.describe(context, relation.looksBack, operands);
        right.describe(context, relation.looksBack, operands);
        String text = left.text() + " " + relation.words + " " + right.text();
        return new Explanation(text, holds(context), operands, List.of());
    }

    @Override
    public Set<IndicatorName> needs() {
        Set<IndicatorName> needs = new HashSet<>(left.needs());
        needs.addAll(right.needs());
        return needs;
    }
}
