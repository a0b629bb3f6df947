package dev.ticktide.formula.language;

import static dev.ticktide.formula.language.Function.Argument.BARS;
import static dev.ticktide.formula.language.Function.Argument.CONDITION;
import static dev.ticktide.formula.language.Function.Argument.NUMBER;
import static dev.ticktide.formula.language.Function.Argument.TEXT;
import static dev.ticktide.formula.language.Function.Argument.TIME;

import dev.ticktide.formula.syntax.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The functions and series that every expression may use. */
public final class Functions {

    private static final List<Function> ALL = List.of(
            series("open", "the first price of the bar"),
            series("high", "the highest price of the bar"),
            series("low", "the lowest price of the bar"),
            series("close", "the last price of the bar"),
            series("volume", "what was traded in the bar"),
            series("hl2", "(high + low) / 2"),
            series("hlc3", "(high + low + close) / 3"),
            series("ohlc4", "(open + high + low + close) / 4"),
            series("day", "the day on which the bar began, counted from 1 January 1970, UTC"),
            series("hour", "the hour at which the bar began, 0 to 23, UTC"),
            series("minute", "the minute at which the bar began, 0 to 59"),
            series("weekday", "the day on which the bar began, 1 (Monday) to 7, UTC"),
            series("market_cap", "the newest market capitalisation known at the bar's close"),
            series("pe_ratio", "the newest price/earnings ratio known at the bar's close"),
            number("min", "the smallest of its arguments", true, NUMBER, NUMBER),
            number("max", "the largest of its arguments", true, NUMBER, NUMBER),
            number("abs", "without its sign", false, NUMBER),
            number("sign", "-1, 0 or 1", false, NUMBER),
            number("round", "the nearest whole number; halves away from 0", false, NUMBER),
            number("floor", "the next whole number below", false, NUMBER),
            number("sqrt", "the square root; not known below 0", false, NUMBER),
            number("log", "the natural logarithm; not known at 0 and below", false, NUMBER),
            number("exp", "e to the power of x", false, NUMBER),
            number("clamp", "x, but at least the second and at most the third argument", false, NUMBER, NUMBER, NUMBER),
            number(
                    "if",
                    "the second argument while the condition holds, otherwise the third",
                    false,
                    CONDITION,
                    NUMBER,
                    NUMBER),
            number("sum", "the sum of the last n bars", false, NUMBER, BARS),
            number("mean", "the mean of the last n bars", false, NUMBER, BARS),
            number(
                    "ema",
                    "the exponential average: weight 2 / (n + 1), begins with the mean of n bars",
                    false,
                    NUMBER,
                    BARS),
            number("mma", "Wilder's average: weight 1 / n, begins with the mean of n bars", false, NUMBER, BARS),
            number("gain_share", "Wilder's share of gains in all moves (the RSI), 0 to 100", false, NUMBER, BARS),
            number("stdev", "the standard deviation of the last n bars, of the population", false, NUMBER, BARS),
            number("highest", "the highest of the last n bars", false, NUMBER, BARS),
            number("lowest", "the lowest of the last n bars", false, NUMBER, BARS),
            number("highest_bars", "how many bars ago the highest of the last n was", false, NUMBER, BARS),
            number("lowest_bars", "how many bars ago the lowest of the last n was", false, NUMBER, BARS),
            number("mean_deviation", "the mean distance of the last n bars from their mean", false, NUMBER, BARS),
            number("total", "the sum since the first bar", false, NUMBER),
            number("change", "the move from n bars ago, as a fraction: 0.05 is 5 %", false, NUMBER, BARS),
            truth("known", "whether x is known: not in its warm-up and no quotient by 0", NUMBER),
            truth("rising", "whether each of the last n bars is above the one before", NUMBER, BARS),
            truth("falling", "whether each of the last n bars is below the one before", NUMBER, BARS),
            number("count", "in how many of the last n bars the condition held", false, CONDITION, BARS),
            number(
                    "bars_since",
                    "bars since the condition last held, 0 at that bar; not known before",
                    false,
                    CONDITION),
            number("value_when", "the value when the condition last held; not known before", false, CONDITION, NUMBER),
            number("correlation", "Pearson's correlation of the last n bars, -1 to 1", false, NUMBER, NUMBER, BARS),
            number(
                    "slope",
                    "of the straight line through the last n bars (least squares), per bar",
                    false,
                    NUMBER,
                    BARS),
            number(
                    "percent_rank",
                    "which part of the n bars before is at or below this one, 0 to 100",
                    false,
                    NUMBER,
                    BARS),
            number("sentiment", "the mean score of the news in a time before the close, by magnitude", false, TIME),
            number("news_count", "news in a time before the close", false, TIME),
            number(
                    "order_imbalance",
                    "(bought - sold) / (bought + sold) in a time before the close, -1 to 1",
                    false,
                    TIME),
            number("economy", "the newest value of an economic indicator known at the bar's close", false, TEXT));

    private static final Map<String, Function> BY_NAME =
            ALL.stream().collect(Collectors.toMap(Function::name, function -> function));

    private Functions() {}

    /** All, in the order of the reference. */
    public static List<Function> all() {
        return ALL;
    }

    /** By name; a series is a function without arguments. */
    public static Optional<Function> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    private static Function series(String name, String meaning) {
        return new Function(name, List.of(), Type.NUMBER, false, meaning);
    }

    private static Function number(String name, String meaning, boolean repeats, Function.Argument... arguments) {
        return new Function(name, List.of(arguments), Type.NUMBER, repeats, meaning);
    }

    private static Function truth(String name, String meaning, Function.Argument... arguments) {
        return new Function(name, List.of(arguments), Type.TRUTH, false, meaning);
    }
}
