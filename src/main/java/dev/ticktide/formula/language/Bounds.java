package dev.ticktide.formula.language;

import dev.ticktide.formula.IndicatorKind;
import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Printer;
import dev.ticktide.formula.syntax.Problem;
import dev.ticktide.formula.syntax.Span;
import dev.ticktide.market.symbol.Timeframe;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The arguments of one script that must be the same for all bars, within their bounds, and what the script costs at each bar.
 * Confined to one thread.
 */
final class Bounds {

    /** Operators of one script, each of which is computed at each bar. */
    static final int MAX_OPERATORS = 500;

    /** Bars that all windows of one script keep together, for each symbol and timeframe. */
    static final int MAX_WINDOW_BARS = 50_000;

    private final Scope scope;
    private final List<Problem> problems;
    private int operators;
    private long windowBars;

    /** @param problems gets what is outside of its bounds */
    Bounds(Scope scope, List<Problem> problems) {
        this.scope = scope;
        this.problems = problems;
    }

    void addOperator() {
        operators++;
    }

    void addBars(long bars) {
        windowBars += bars;
    }

    /** Checks what a whole script costs, once all its parts are checked. */
    void cost(Span at) {
        if (operators > MAX_OPERATORS) {
            problems.add(
                    new Problem(at, "this needs " + operators + " operators at each bar, more than " + MAX_OPERATORS));
        }
        if (windowBars > MAX_WINDOW_BARS) {
            problems.add(
                    new Problem(at, "its windows keep " + windowBars + " bars together, more than " + MAX_WINDOW_BARS));
        }
    }

    /** Checks an argument of an indicator. */
    void parameter(Expression given, IndicatorKind.Parameter wanted, String indicator) {
        OptionalDouble value = scope.constant(given);
        String what = "the " + wanted.name() + " of " + indicator;
        if (value.isEmpty()) {
            problems.add(new Problem(given.at(), what + " must be the same for all bars: a number or a parameter"));
            return;
        }
        double is = value.getAsDouble();
        if (!(is >= wanted.min() && is <= wanted.max()) || (wanted.whole() && is != Math.rint(is))) {
            problems.add(new Problem(
                    given.at(),
                    what + " must be " + (wanted.whole() ? "a whole number " : "") + "from "
                            + Printer.number(wanted.min()) + " to " + Printer.number(wanted.max()) + ", is "
                            + Printer.number(is)));
        } else if (wanted.whole()) {
            windowBars += (long) is;
        }
    }

    /** How many bars; 0 after a problem. */
    long bars(Expression expression, int least, String what) {
        OptionalDouble value = scope.constant(expression);
        if (value.isEmpty()) {
            problems.add(
                    new Problem(expression.at(), what + " must be the same for all bars: a number or a parameter"));
            return 0;
        }
        double bars = value.getAsDouble();
        if (bars != Math.rint(bars) || bars < least || bars > IndicatorKind.MAX_PERIOD) {
            problems.add(new Problem(
                    expression.at(),
                    what + " must be a whole number of bars from " + least + " to " + IndicatorKind.MAX_PERIOD + ", is "
                            + Printer.number(bars)));
            return 0;
        }
        return (long) bars;
    }

    /** Checks the name of a timeframe. */
    void timeframe(Expression.OnTimeframe other) {
        try {
            Timeframe.parse(other.timeframe());
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(other.at(), String.valueOf(e.getMessage())));
        }
    }
}
