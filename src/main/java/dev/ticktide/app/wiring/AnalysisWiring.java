package dev.ticktide.app.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.config.ConfigException;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.indicator.state.IndicatorSettings;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.signal.SignalConfig;
import dev.ticktide.strategy.SignalSettings;
import dev.ticktide.strategy.Strategy;
import dev.ticktide.strategy.script.StrategyFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which bars, indicators and strategies are computed. Immutable. */
final class AnalysisWiring {

    private final AppConfig config;
    private final List<Timeframe> timeframes;
    private final StrategyFolder strategies;
    private final SignalSettings signals;
    private final IndicatorSettings indicators;

    AnalysisWiring(AppConfig config) {
        this.config = config;
        this.timeframes = ConfigException.at("indicators.timeframes", () -> timeframes(config));
        this.strategies = ConfigException.at(
                "signals.folder",
                () -> StrategyFolder.read(Path.of(config.signals().folder())));
        this.signals = ConfigException.at("signals.strategies", this::signalSettings);
        this.indicators = ConfigException.at("indicators.names", this::indicatorSettings);
    }

    List<Timeframe> timeframes() {
        return timeframes;
    }

    SignalSettings signals() {
        return signals;
    }

    IndicatorSettings indicators() {
        return indicators;
    }

    private static List<Timeframe> timeframes(AppConfig config) {
        List<Timeframe> timeframes =
                // From fine to coarse: a coarser bar is compared with the finer one that closes with it.
                config.indicators().timeframes().stream()
                        .map(Timeframe::parse)
                        .sorted(Comparator.comparingLong(Timeframe::micros))
                        .toList();
        if (!timeframes.contains(Timeframe.RAW)) {
            throw new IllegalArgumentException("raw is missing, which the stocks' summaries are made of; add it");
        }
        if (Set.copyOf(timeframes).size() < timeframes.size()) {
            throw new IllegalArgumentException(
                    "a timeframe is listed twice in " + config.indicators().timeframes());
        }
        return timeframes;
    }

    /** Explained even if they are switched off: those that run by default. All there are would bury those in use. */
    List<Strategy> explained() {
        List<String> names = AppConfig.DEFAULTS.signals().strategies().stream()
                .map(SignalConfig.StrategyUse::name)
                .toList();
        return strategies.strategies().stream()
                .filter(strategy -> names.contains(strategy.name()))
                .toList();
    }

    private SignalSettings signalSettings() {
        List<SignalSettings.Use> uses = new ArrayList<>();
        for (SignalConfig.StrategyUse use : config.signals().strategies()) {
            List<Timeframe> on = use.timeframes().stream().map(Timeframe::parse).toList();
            if (!timeframes.containsAll(on)) {
                throw new IllegalArgumentException(
                        use.name() + " uses timeframes " + on + ", computed are " + timeframes);
            }
            uses.add(new SignalSettings.Use(strategies.named(use.name()), on));
        }
        return new SignalSettings(uses);
    }

    private static IndicatorName indicator(String name) {
        try {
            return IndicatorName.parse(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + name + "\" can't be used: " + e.getMessage());
        }
    }

    /** The configured indicators first, then those that only a strategy asks for. */
    private IndicatorSettings indicatorSettings() {
        Set<IndicatorName> names = new LinkedHashSet<>();
        config.indicators().names().forEach(name -> names.add(indicator(name)));
        names.addAll(signals.needs());
        return new IndicatorSettings(timeframes, List.copyOf(names));
    }

    /** The strategies as the page shows them. */
    JsonNode strategies() {
        ArrayNode list = new ObjectMapper().createArrayNode();
        for (SignalSettings.Use use : signals.uses()) {
            ObjectNode node = list.addObject();
            node.put("name", use.strategy().name());
            node.put("version", use.strategy().version());
            ArrayNode on = node.putArray("timeframes");
            use.timeframes().forEach(timeframe -> on.add(timeframe.name()));
            node.put("description", use.strategy().description());
            node.put("buy", use.strategy().buyWords());
            node.put("sell", use.strategy().sellWords());
            node.put("strength", use.strategy().strengthScale());
            node.put("text", use.strategy().text());
        }
        return list;
    }
}
