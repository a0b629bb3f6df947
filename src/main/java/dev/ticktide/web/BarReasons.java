package dev.ticktide.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.market.Bar;
import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.IndicatorName;
import dev.ticktide.market.SymbolView;
import dev.ticktide.market.Timeframe;
import dev.ticktide.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Why a bar raised signals, or why it raised none: the rules as the signal stage evaluates them, over the bar's values as the
 * indicator stage computes them. Reads no more bars than the indicators need to warm up. Confined to the web node's context.
 */
final class BarReasons {

    private final WebSettings settings;
    private final Store store;
    private final ChartData charts;
    private final RuleBook rules;
    private final Function<String, Future<SymbolView>> views;
    private final Context context;

    /** @param views how a symbol stands right now, for its open bars */
    BarReasons(
            WebSettings settings,
            Store store,
            ChartData charts,
            RuleBook rules,
            Function<String, Future<SymbolView>> views,
            Context context) {
        this.settings = settings;
        this.store = store;
        this.charts = charts;
        this.rules = rules;
        this.views = views;
        this.context = context;
    }

    /** @param time when the bar begins, epoch microseconds; fails with 404 if there is no such bar */
    Future<ObjectNode> at(String symbol, Timeframe timeframe, long time) {
        return views.apply(symbol).compose(view -> {
            Optional<BarUpdate> open = view.open().stream()
                    .filter(update -> update.timeframe().equals(timeframe) && !update.closed())
                    .filter(update -> update.bar().time() == time)
                    .findFirst();
            return open.isPresent() ? judged(open.get()) : closed(symbol, timeframe, time);
        });
    }

    private Future<ObjectNode> closed(String symbol, Timeframe timeframe, long time) {
        Store.Range lastTwo = new Store.Range(Long.MIN_VALUE, time + 1, 2);
        return on(charts.rows(symbol, timeframe, lastTwo, settings.indicators()))
                .compose(rows -> {
                    int last = rows.bars().size() - 1;
                    if (last < 0 || rows.bars().get(last).time() != time) {
                        return late(symbol, timeframe, time);
                    }
                    return judged(new BarUpdate(
                            symbol,
                            timeframe,
                            0,
                            0,
                            true,
                            rows.bars().get(last),
                            values(rows, last),
                            values(rows, last - 1),
                            (long) rows.earlier() + last + 1));
                });
    }

    private double[] values(ChartData.Rows rows, int index) {
        return rows.columns().stream()
                .mapToDouble(column -> index < 0 ? Double.NaN : column[index])
                .toArray();
    }

    /** A candle that came late is stored, but no rule ever saw it. */
    private Future<ObjectNode> late(String symbol, Timeframe timeframe, long time) {
        if (!timeframe.isRaw()) {
            return Future.failedFuture(noBar());
        }
        return on(charts.bars(symbol, timeframe, new Store.Range(time, time + 1, 1)))
                .map(found -> {
                    if (found.isEmpty()) {
                        throw noBar();
                    }
                    ObjectNode node = head(symbol, timeframe, found.get(0)).put("provisional", false);
                    return node.put("late", true);
                });
    }

    private static QueryException noBar() {
        return new QueryException(
                404, "no_such_bar", "no bar begins at this time; /api/v1/candles lists those there are");
    }

    private Future<ObjectNode> judged(BarUpdate update) {
        ObjectNode node = head(update.symbol(), update.timeframe(), update.bar());
        node.put("provisional", !update.closed());
        node.put("late", false);
        List<String> names =
                settings.indicators().stream().map(IndicatorName::toString).toList();
        node.set("values", Json.values(update.values(), names));
        node.set("previous", Json.values(update.previous(), names));
        node.set("warmup", warmup(update));
        ArrayNode list = node.putArray("rules");
        List<Future<Void>> found = new ArrayList<>();
        for (RuleBook.Verdict verdict : rules.judge(update)) {
            ObjectNode rule = list.addObject();
            rule.put("strategy", verdict.strategy());
            rule.put("version", verdict.version());
            rule.put("side", verdict.side().label());
            rule.put("state", verdict.state().name().toLowerCase(Locale.ROOT));
            rule.set("explain", Json.explanation(verdict.why()));
            rule.putNull("signal");
            if (verdict.state() == RuleBook.State.HOLDS && update.closed()) {
                found.add(on(store.signal(verdict.signalId()))
                        .onSuccess(stored ->
                                stored.ifPresent(each -> rule.set("signal", Json.signal(each.signal(), each.scores()))))
                        .mapEmpty());
            }
        }
        node.set("elsewhere", elsewhere(update.timeframe()));
        return Future.all(found).map(node);
    }

    private static ObjectNode head(String symbol, Timeframe timeframe, Bar bar) {
        ObjectNode node = Json.object().put("symbol", symbol).put("timeframe", timeframe.name());
        Json.bar(node.putObject("bar"), bar);
        return node;
    }

    private ObjectNode warmup(BarUpdate update) {
        ObjectNode node = Json.object();
        Map<String, Integer> needs = new TreeMap<>(Comparator.naturalOrder());
        settings.indicators().forEach(name -> needs.put(name.toString(), name.warmUp()));
        needs.forEach((name, need) -> {
            if (update.bars() < need) {
                node.putObject(name).put("need", need).put("have", update.bars());
            }
        });
        return node;
    }

    /** The strategies that do not look at this timeframe, with those that they look at. */
    private ArrayNode elsewhere(Timeframe timeframe) {
        ArrayNode list = Json.array();
        for (JsonNode strategy : settings.strategies()) {
            boolean here = false;
            for (JsonNode each : strategy.path("timeframes")) {
                here |= each.asText().equals(timeframe.name());
            }
            if (!here && strategy.has("name")) {
                ObjectNode other =
                        list.addObject().put("strategy", strategy.path("name").asText());
                other.set("timeframes", strategy.path("timeframes"));
            }
        }
        return list;
    }

    private <T> Future<T> on(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context);
    }
}
