package dev.ticktide.strategy;

import static dev.ticktide.strategy.rule.Rules.above;
import static dev.ticktide.strategy.rule.Rules.all;
import static dev.ticktide.strategy.rule.Rules.below;
import static dev.ticktide.strategy.rule.Rules.constant;
import static dev.ticktide.strategy.rule.Rules.crossesDown;
import static dev.ticktide.strategy.rule.Rules.crossesUp;
import static dev.ticktide.strategy.rule.Rules.value;

import dev.ticktide.formula.IndicatorColumn;
import java.util.List;

/** The strategies there are. */
public final class Strategies {

    private static final IndicatorColumn RSI = IndicatorColumn.parse("rsi(14)");
    private static final IndicatorColumn FAST = IndicatorColumn.parse("ema(12)");
    private static final IndicatorColumn SLOW = IndicatorColumn.parse("sma(26)");

    /** A jump of this many RSI points in one bar has the full strength. */
    private static final double FULL_RSI_JUMP = 20;

    /** Averages this far apart, as a fraction of the price, have the full strength. */
    private static final double FULL_GAP = 0.005;

    public static final Strategy RSI_REVERSAL = new Strategy(
            "rsi-reversal",
            1,
            "The price has fallen or risen too far and turns.",
            crossesUp(value("rsi(14)"), constant(30)),
            crossesDown(value("rsi(14)"), constant(70)),
            "by how many points the RSI moved in the bar that crossed; 20 or more are 1",
            context -> unit(Math.abs(context.now(RSI) - context.before(RSI)) / FULL_RSI_JUMP));

    public static final Strategy TREND = new Strategy(
            "trend",
            1,
            "The short average overtakes the long one while there is room to go.",
            all(crossesUp(value("ema(12)"), value("sma(26)")), below(value("rsi(14)"), constant(70))),
            all(crossesDown(value("ema(12)"), value("sma(26)")), above(value("rsi(14)"), constant(30))),
            "how far apart the averages are at the crossing; 0.5 % of the price or more is 1",
            context -> unit(Math.abs(context.now(FAST) - context.now(SLOW))
                    / context.update().bar().close()
                    / FULL_GAP));

    private static final List<Strategy> ALL = List.of(RSI_REVERSAL, TREND);

    private Strategies() {}

    /** All of them, whether they are in use or not. */
    public static List<Strategy> known() {
        return ALL;
    }

    /** Finds a strategy. Fails with {@link IllegalArgumentException} that names those there are. */
    public static Strategy named(String name) {
        return ALL.stream()
                .filter(strategy -> strategy.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no strategy \"" + name + "\"; there are "
                        + String.join(", ", ALL.stream().map(Strategy::name).toList())));
    }

    private static double unit(double value) {
        return Math.max(0, Math.min(1, value));
    }
}
