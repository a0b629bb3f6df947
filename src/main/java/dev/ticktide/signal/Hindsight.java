package dev.ticktide.signal;

import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.IndicatorName;
import dev.ticktide.market.Timeframe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What every strategy there is says of a bar, those too that do not run on its timeframe or at all: the live engine, told that
 * all of them run everywhere. Stateless, thread-safe.
 */
public final class Hindsight {

    private final List<String> strategies;
    private final List<IndicatorName> needs;
    private final SignalEngine engine;
    private final Map<String, List<Timeframe>> running = new HashMap<>();

    /**
     * @param settings what runs
     * @param known strategies to be asked besides
     */
    public Hindsight(SignalSettings settings, List<Strategy> known, List<Timeframe> timeframes) {
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

    /** @param runsOn the timeframes whose closed bars raise the strategy's signals; none if it is not in use */
    public record Judgement(SignalEngine.Evaluation evaluation, List<Timeframe> runsOn) {}

    /** Their names. */
    public List<String> strategies() {
        return strategies;
    }

    /** The indicators that bars have to bring, in this order. */
    public List<IndicatorName> needs() {
        return needs;
    }

    /** Of an open bar, how its rules would stand if it closed now. */
    public List<Judgement> judge(BarUpdate update) {
        return engine.explain(update).stream()
                .map(each -> new Judgement(
                        each, List.copyOf(running.getOrDefault(each.strategy().name(), List.of()))))
                .toList();
    }
}
