package dev.ticktide.strategy.rule;

import dev.ticktide.formula.IndicatorColumn;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rules joined by "and" or by "or". Asks no further part once the answer is sure. Immutable. */
record Junction(Kind kind, List<Rule> parts) implements Rule {

    enum Kind {
        ALL("and", "all of these hold", Truth.HOLDS, Truth.FAILS),
        ANY("or", "one of these holds", Truth.FAILS, Truth.HOLDS);

        private final String word;
        private final String heading;

        /** The answer of no parts. */
        private final Truth neutral;

        /** The answer that no further part changes. */
        private final Truth decisive;

        Kind(String word, String heading, Truth neutral, Truth decisive) {
            this.word = word;
            this.heading = heading;
            this.neutral = neutral;
            this.decisive = decisive;
        }

        private Truth join(Truth left, Truth right) {
            return this == ALL ? left.and(right) : left.or(right);
        }
    }

    Junction {
        parts = Parts.require(parts);
    }

    @Override
    public Truth evaluate(BarContext context) {
        Truth truth = kind.neutral;
        for (Rule part : parts) {
            truth = kind.join(truth, part.evaluate(context));
            if (truth == kind.decisive) {
                return truth;
            }
        }
        return truth;
    }

    @Override
    public RuleTrace read(BarContext context) {
        return Parts.reading(kind.heading, evaluate(context), Parts.read(parts, context));
    }

    @Override
    public Rule at(Map<IndicatorColumn, Integer> positions) {
        return new Junction(kind, parts.stream().map(part -> part.at(positions)).toList());
    }

    @Override
    public Set<IndicatorColumn> needs() {
        return Parts.needs(parts);
    }

    @Override
    public String text() {
        return Parts.text(parts, kind.word);
    }
}
