package dev.ticktide.strategy;

import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.strategy.rule.BarContext;
import dev.ticktide.strategy.rule.Operand;
import dev.ticktide.strategy.rule.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Evaluates the strategies on closed bars. Stateless: the same bar yields the same signals with the same ids, live, in
 * a replay and in a back-test. Thread-safe.
 */
public final class SignalEngine {

    private static final double MICROS_PER_MILLI = 1_000;
    private static final Side[] SIDES = Side.values();

    private final Map<Timeframe, List<Placed>> byTimeframe = new HashMap<>();
    /** By the names of the strategies. */
    private final Map<String, List<Timeframe>> byStrategy = new HashMap<>();

    private final Map<IndicatorColumn, Integer> positions;

    /** A strategy and its rules for the places that the columns have here. */
    private record Placed(Strategy strategy, Rule buy, Rule sell) {

        Rule rule(Side side) {
            return side == Side.BUY ? buy : sell;
        }
    }

    /** @param computed the indicators whose values a {@link BarUpdate} has; must hold what the strategies need */
    public SignalEngine(SignalSettings settings, List<IndicatorName> computed) {
        this.positions = BarContext.positions(computed);
        for (SignalSettings.Use use : settings.uses()) {
            for (IndicatorColumn name : use.strategy().needs()) {
                if (!positions.containsKey(name)) {
                    throw new IllegalArgumentException(
                            use.strategy().name() + " needs " + name + ", which is not computed");
                }
            }
            Placed placed = new Placed(
                    use.strategy(),
                    use.strategy().buy().at(positions),
                    use.strategy().sell().at(positions));
            for (Timeframe timeframe : use.timeframes()) {
                byTimeframe
                        .computeIfAbsent(timeframe, unused -> new ArrayList<>())
                        .add(placed);
            }
            byStrategy
                    .computeIfAbsent(use.strategy().name(), unused -> new ArrayList<>())
                    .addAll(use.timeframes());
        }
    }

    /** Evaluates both rules of each strategy that runs on the bar's timeframe; on an open bar as if it closed now. */
    public List<RuleEvaluation> explain(BarUpdate update) {
        BarContext context = BarContext.of(update, positions);
        List<RuleEvaluation> evaluations = new ArrayList<>();
        for (Placed placed : byTimeframe.getOrDefault(update.timeframe(), List.of())) {
            Strategy strategy = placed.strategy;
            for (Side side : SIDES) {
                evaluations.add(new RuleEvaluation(
                        strategy, side, placed.rule(side).read(context), id(update, strategy, side)));
            }
        }
        return evaluations;
    }

    /**
     * The signals that a closed bar raises; empty for most, and always for an open one. What a strategy sees on a bar that a
     * finer clock-aligned timeframe has too, it has seen there: one event is one signal, on the finest of its timeframes.
     */
    public List<Signal> on(int partition, BarUpdate update) {
        List<Placed> strategies = byTimeframe.get(update.timeframe());
        if (strategies == null || !update.closed()) {
            return List.of();
        }
        List<Signal> signals = List.of();
        BarContext context = BarContext.of(update, positions);
        for (Placed placed : strategies) {
            if (hasSeen(placed.strategy, update)) {
                continue;
            }
            for (Side side : SIDES) {
                if (placed.rule(side).holds(context)) {
                    signals = signals.isEmpty() ? new ArrayList<>(2) : signals;
                    signals.add(signal(partition, context, placed, side));
                }
            }
        }
        return signals;
    }

    private boolean hasSeen(Strategy strategy, BarUpdate update) {
        Timeframe sameAs = update.sameAs();
        if (sameAs == null) {
            return false;
        }
        for (Timeframe each : byStrategy.getOrDefault(strategy.name(), List.of())) {
            if (each.micros() >= sameAs.micros()
                    && each.micros() < update.timeframe().micros()) {
                return true;
            }
        }
        return false;
    }

    private static Signal signal(int partition, BarContext context, Placed placed, Side side) {
        Strategy strategy = placed.strategy;
        BarUpdate update = context.update();
        Bar bar = update.bar();
        return new Signal(
                id(update, strategy, side),
                partition,
                update.seq(),
                update.symbol(),
                update.timeframe(),
                strategy.name(),
                strategy.version(),
                side,
                bar.time(),
                update.arrival(),
                bar.close(),
                strategy.strength().of(context),
                placed.rule(side).explain(context),
                inputs(context, strategy));
    }

    private static String id(BarUpdate update, Strategy strategy, Side side) {
        long time = update.bar().time();
        return StableHash.timedId(
                time + update.timeframe().micros(),
                update.symbol(),
                update.timeframe(),
                strategy.name(),
                strategy.version(),
                side,
                time);
    }

    private static SortedMap<String, Double> inputs(BarContext context, Strategy strategy) {
        Bar bar = context.update().bar();
        SortedMap<String, Double> inputs = new TreeMap<>();
        inputs.put("barTime", bar.time() / MICROS_PER_MILLI);
        inputs.put("open", bar.open());
        inputs.put("high", bar.high());
        inputs.put("low", bar.low());
        inputs.put("close", bar.close());
        inputs.put("volume", bar.volume());
        for (IndicatorColumn name : strategy.needs()) {
            inputs.put(name.toString(), context.now(name));
            inputs.put(Operand.before(name), context.before(name));
        }
        return inputs;
    }
}
