package dev.ticktide.strategy.rule;

import dev.ticktide.formula.IndicatorColumn;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Two operands compared, at one bar or from one bar to the next. Crossings are those of Pine's {@code crossover}: looking
 * back one bar only, they can't see from which side a line came that was equal to the other one, so coming down onto it and
 * going up again is a crossing up.
 */
record Comparison(Operand left, Relation relation, Operand right) implements Rule {

    enum Relation {
        ABOVE("is above", false),
        BELOW("is below", false),
        AT_LEAST("is at least", false),
        AT_MOST("is at most", false),
        EQUALS("equals", false),
        DIFFERS("differs from", false),
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
            return Truth.UNKNOWN;
        }
        return switch (relation) {
            case ABOVE -> Truth.of(a > b);
            case BELOW -> Truth.of(a < b);
            case AT_LEAST -> Truth.of(a >= b);
            case AT_MOST -> Truth.of(a <= b);
            case EQUALS -> Truth.of(a == b);
            case DIFFERS -> Truth.of(a != b);
            case CROSSES_UP, CROSSES_DOWN -> crosses(left.before(context), right.before(context), a, b);
        };
    }

    @Override
    public RuleTrace read(BarContext context) {
        SortedMap<String, Double> operands = new TreeMap<>();
        left.describe(context, relation.looksBack, operands);
        right.describe(context, relation.looksBack, operands);
        Truth truth = evaluate(context);
        return new RuleTrace(
                text(), truth, operands, lacking(context), truth == Truth.FAILS ? note(context) : null, List.of());
    }

    @Override
    public Rule at(Map<IndicatorColumn, Integer> positions) {
        return new Comparison(left.at(positions), relation, right.at(positions));
    }

    @Override
    public Set<IndicatorColumn> needs() {
        Set<IndicatorColumn> needs = new HashSet<>(left.needs());
        needs.addAll(right.needs());
        return needs;
    }

    @Override
    public String text() {
        return left.text() + " " + relation.words + " " + right.text();
    }

    private SortedMap<String, Integer> lacking(BarContext context) {
        SortedMap<String, Integer> lacking = new TreeMap<>();
        addLacking(left, context, lacking);
        addLacking(right, context, lacking);
        return lacking;
    }

    private void addLacking(Operand operand, BarContext context, SortedMap<String, Integer> into) {
        for (IndicatorColumn name : operand.needs()) {
            if (Double.isNaN(context.now(name))) {
                into.put(name.toString(), name.indicator().warmUp());
            }
            if (relation.looksBack && Double.isNaN(context.before(name))) {
                into.put(Operand.before(name), name.indicator().warmUp() + 1);
            }
        }
    }

    /** How a crossing that did not happen failed to. */
    private @Nullable String note(BarContext context) {
        if (!relation.looksBack) {
            return null;
        }
        boolean up = relation == Relation.CROSSES_UP;
        int before = beyond(left.before(context), right.before(context), up);
        int now = beyond(left.now(context), right.now(context), up);
        String side = up ? "above" : "below";
        if (now > 0) {
            return "already " + side + " at the bar before; a crossing counts once, at the bar that makes it";
        }
        if (now == 0) {
            return "on the line; it is crossed only by going beyond";
        }
        return before >= 0 ? "crossed the other way" : "not " + side + " yet";
    }

    /** Positive if {@code a} lies on the side of {@code b} that the crossing leads to. */
    private static int beyond(double a, double b, boolean up) {
        double far = up ? a - b : b - a;
        return far > 0 ? 1 : far < 0 ? -1 : 0;
    }

    private Truth crosses(double before, double otherBefore, double now, double otherNow) {
        if (Double.isNaN(before) || Double.isNaN(otherBefore)) {
            return Truth.UNKNOWN;
        }
        return Truth.of(
                relation == Relation.CROSSES_UP
                        ? before <= otherBefore && now > otherNow
                        : before >= otherBefore && now < otherNow);
    }
}
