package dev.ticktide.web.feed.study;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.web.chart.PastStates;
import dev.ticktide.web.feed.StudyWatch;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Live values of indicators that are not configured, while a client is subscribed: each is computed over all stored
 * bars, then updated with every closed bar and previewed for the open one. If a bar does not follow the last known one
 * (after a restart elsewhere, or for a symbol that was not watched), the study is computed again. Confined to one
 * context.
 */
public final class Studies implements StudyWatch {

    /** Each costs a few doubles and a computation per bar; beyond it charts read values of closed bars only. */
    static final int MAX_STUDIES = 200;

    private final History history;
    private final Function<String, Future<SymbolView>> views;
    private final List<Timeframe> timeframes;
    private final Map<String, Study> byAddress = new LinkedHashMap<>();
    private final Map<String, List<Study>> bySymbol = new HashMap<>();

    /** Returns an indicator's state after the newest closed bar; completes on the caller's context. */
    public interface History {
        Future<PastStates.Past> study(String symbol, Timeframe timeframe, IndicatorName name);
    }

    /**
     * @param views the open bars of a symbol, which are not published while no candle arrives
     */
    public Studies(History history, Function<String, Future<SymbolView>> views, List<Timeframe> timeframes) {
        this.history = history;
        this.views = views;
        this.timeframes = timeframes;
    }

    int size() {
        return byAddress.size();
    }

    /**
     * Begins to compute what an address names, or sends its present value again; one that names nothing, or one too many, stays
     * silent.
     */
    @Override
    public void watch(String address) {
        Study known = byAddress.get(address);
        if (known != null) {
            known.sendAgain();
            return;
        }
        StudyAddress parsed = byAddress.size() < MAX_STUDIES ? StudyAddress.parse(address) : null;
        if (parsed != null && timeframes.contains(parsed.timeframe())) {
            Study study = new Study(parsed, history, views);
            byAddress.put(address, study);
            bySymbol.computeIfAbsent(parsed.symbol(), unused -> new ArrayList<>())
                    .add(study);
            study.warm();
        }
    }

    @Override
    public void unwatch(String address) {
        Study study = byAddress.remove(address);
        if (study != null) {
            bySymbol.computeIfPresent(study.symbol(), (symbol, all) -> all.remove(study) && all.isEmpty() ? null : all);
        }
    }

    public void bar(BarUpdate update) {
        for (Study study : bySymbol.getOrDefault(update.symbol(), List.of())) {
            if (study.timeframe().equals(update.timeframe())) {
                study.take(update);
            }
        }
    }

    /** Bars may have been missed: everything is read again. */
    public void restart() {
        byAddress.values().forEach(Study::warm);
    }

    /** Hands over what has gathered since the last tick, by address. */
    public void tick(BiConsumer<String, ObjectNode> send) {
        byAddress.forEach((address, study) -> {
            if (study.hasFailed()) {
                study.warm();
            }
            ObjectNode message = study.message();
            if (message != null) {
                send.accept(address, message);
            }
        });
    }
}
