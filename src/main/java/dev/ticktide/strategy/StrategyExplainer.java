package dev.ticktide.strategy;

import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.symbol.Timeframe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Evaluates every strategy there is on any bar, also a strategy that does not run on the bar's timeframe or at all, by the live
 * {@link SignalEngine}, configured to run all of them on every timeframe. Immutable, thread-safe.
 */
public final class StrategyExplainer {

    /** Without any strategy. */
    public static final StrategyExplainer NONE =
            new StrategyExplainer(new SignalSettings(List.of()), List.of(), List.of());

    private final List<String> strategies;
    private final List<IndicatorName> needs;
    private final SignalEngine engine;
    private final Map<String, List<Timeframe>> running = new HashMap<>();

    /**
     * @param settings the strategies that run, and where
     * @param known further strategies
     * @param timeframes that bars may have
     */
    public StrategyExplainer(SignalSettings settings, List<Strategy> known, List<Timeframe> timeframes) {
        Map<String, Strategy> all = new LinkedHashMap<>();
        for (SignalSettings.Use use : settings.uses()) {
            all.put(use.strategy().name(), use.strategy());
            running.computeIfAbsent(use.strategy().name(), unused -> new ArrayList<>())
                    .addAll(use.timeframes());
        }
        known.forEach(strategy -> all.putIfAbsent(strategy.name(), strategy));
        SignalSettings everywhere = new SignalSettings(all.values().stream()
                .map(strategy -> new SignalSettings.Use(strategy, timeframes))
                .toList());
        strategies = List.copyOf(all.keySet());
        needs = List.copyOf(everywhere.needs());
        engine = new SignalEngine(everywhere, needs);
    }

    /** The names of all strategies, those in use first. */
    public List<String> strategies() {
        return strategies;
    }

    /** The indicators whose values a bar must have, in the order of {@link BarUpdate#values()}. */
    public List<IndicatorName> needs() {
        return needs;
    }

    /** The timeframes whose closed bars raise a strategy's signals; empty if it is not in use. */
    public List<Timeframe> timeframesOf(Strategy strategy) {
        return List.copyOf(running.getOrDefault(strategy.name(), List.of()));
    }

    /** Both rules of every strategy on a bar; on an open bar as if it closed now. */
    public List<RuleEvaluation> explain(BarUpdate update) {
        return engine.explain(update);
    }
}
