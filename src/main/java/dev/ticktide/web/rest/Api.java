package dev.ticktide.web.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.http.Bulkhead;
import dev.ticktide.http.ProblemException;
import dev.ticktide.http.ReadOnlyServer;
import dev.ticktide.http.ResponseWriter;
import dev.ticktide.market.Bar;
import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.Candle;
import dev.ticktide.market.LogEntry;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.Notification;
import dev.ticktide.market.StableHash;
import dev.ticktide.market.StockSummary;
import dev.ticktide.market.SymbolQuery;
import dev.ticktide.market.SymbolView;
import dev.ticktide.market.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.strategy.StrategyExplainer;
import dev.ticktide.web.answer.Answers;
import dev.ticktide.web.answer.OwnerUnavailableException;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.board.Market;
import dev.ticktide.web.chart.ChartData;
import dev.ticktide.web.feed.Feed;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The REST interface of docs/feed.md, one method per call, mounted in one list. */
public final class Api {

    private static final int CHART_BARS = 500;
    private static final int CHART_SIGNALS = 200;
    /** Rows beyond which an answer is large. */
    private static final int LARGE = 1_000;

    private static final int SPARK_SYMBOLS = 100;
    private static final int SPARK_BARS = 40;

    /** An owner answers from its memory; one that has not by now is on its way out, and the question may be lost with it. */
    private static final long VIEW_MILLIS = 2_000;

    private static final List<String> BAR_COLUMNS = List.of("time", "open", "high", "low", "close", "volume");

    private final ApiSettings settings;
    private final Store store;
    private final Bus bus;
    private final Ownership indicatorOwners;
    private final Board board;
    private final Feed feed;
    private final ChartData charts;
    private final StrategyExplainer rules;
    private final BarReasons reasons;
    private final ClusterState cluster;
    private final LongSupplier nowMicros;
    private final Context context;
    private final Bulkhead large;

    /** @param large takes turns at making large answers */
    public Api(
            ApiSettings settings,
            Store store,
            Bus bus,
            Ownership indicatorOwners,
            Board board,
            Feed feed,
            ChartData charts,
            StrategyExplainer rules,
            ClusterState cluster,
            LongSupplier nowMicros,
            Context context,
            Bulkhead large) {
        this.large = large;
        this.settings = settings;
        this.store = store;
        this.bus = bus;
        this.indicatorOwners = indicatorOwners;
        this.board = board;
        this.feed = feed;
        this.charts = charts;
        this.reasons = new BarReasons(store, charts, board, rules, this::view, nowMicros, context);
        this.rules = rules;
        this.cluster = cluster;
        this.nowMicros = nowMicros;
        this.context = context;
    }

    public void mount(Router router) {
        get(router, "/ping", Set.of(), (query, request) -> done(Json.object().put("status", "pong")));
        get(router, "/symbols", Set.of(), (query, request) -> done(symbols()));
        get(
                router,
                "/candles",
                Set.of("symbol", "timeframe", "from", "to", "limit"),
                (query, request) -> candles(query));
        get(
                router,
                "/indicators",
                Set.of("symbol", "timeframe", "names", "from", "to", "limit"),
                (query, request) -> indicators(query));
        get(router, "/indicators/catalog", Set.of(), (query, request) -> done(Catalog.json()));
        get(
                router,
                "/signals",
                Set.of("symbol", "timeframe", "strategy", "side", "from", "limit", "cursor"),
                this::signals);
        get(router, "/sparklines", Set.of("symbols"), (query, request) -> sparklines(query));
        get(router, "/explain", Set.of("symbol", "timeframe", "time", "rule"), (query, request) -> explain(query));
        get(router, "/signals/:id", Set.of(), (query, request) -> signal(request.pathParam("id")));
        get(router, "/metadata", Set.of("symbol", "type", "limit"), (query, request) -> metadata(query));
        get(router, "/summary", Set.of(), (query, request) -> done(summary()));
        get(router, "/summary/:symbol", Set.of(), (query, request) -> summary(request.pathParam("symbol")));
        get(router, "/strategies", Set.of(), (query, request) -> done(settings.strategies()));
        get(router, "/notifications", Set.of("limit", "cursor"), this::notifications);
        if (!settings.hasAdminPort()) {
            get(router, "/cluster", Set.of(), (query, request) -> cluster.read());
            get(router, "/config", Set.of(), (query, request) -> done(settings.configuration()));
        } else {
            ReadOnlyServer.route(router, "/cluster").handler(Answers::adminOnly);
            ReadOnlyServer.route(router, "/config").handler(Answers::adminOnly);
        }
        get(router, "/snapshot", Set.of("symbol", "timeframe", "limit"), (query, request) -> snapshot(query));
    }

    private void get(
            Router router,
            String path,
            Set<String> parameters,
            BiFunction<Query, RoutingContext, Future<? extends JsonNode>> call) {
        ReadOnlyServer.route(router, path).handler(request -> {
            try {
                Query query = new Query(request.queryParams(), parameters);
                Answers.json(request, inTurn(query, request, call));
            } catch (ProblemException e) {
                Answers.failed(request, e);
            }
        });
    }

    /** A large answer takes so much memory while it is made that few are made at once. */
    private Future<? extends JsonNode> inTurn(
            Query query, RoutingContext request, BiFunction<Query, RoutingContext, Future<? extends JsonNode>> call) {
        if (query.limit(CHART_BARS) <= LARGE) {
            return call.apply(query, request);
        }
        return large.<JsonNode>take(
                () -> ResponseWriter.isFull(request) || request.response().closed()
                        ? Future.failedFuture(ResponseWriter.overloaded())
                        : call.apply(query, request).map(node -> (JsonNode) node));
    }

    private ArrayNode symbols() {
        ArrayNode rows = Json.array();
        long now = nowMicros.getAsLong();
        for (StockSummary summary : board.summaries()) {
            ObjectNode row = board.row(summary);
            Json.age(row, "ageMs", summary.arrival(), now);
            row.put("aheadMs", Math.max(0, (summary.lastTime() - now) / 1_000));
            rows.add(row);
        }
        return rows;
    }

    private Future<ObjectNode> candles(Query query) {
        String symbol = query.symbol();
        Timeframe timeframe = known(query.timeframe(Timeframe.RAW));
        if (timeframe.isRaw()) {
            Future<List<LogEntry>> entries = on(charts.candles(symbol, query.range(CHART_BARS)));
            return entries.compose(found -> known(symbol, found.isEmpty()))
                    .compose(known -> entries)
                    .compose(found -> on(charts.corrections(symbol, found))
                            .map(corrections -> rawCandles(symbol, found, corrections)));
        }
        Future<List<Bar>> read = on(charts.bars(symbol, timeframe, query.range(CHART_BARS)));
        return read.compose(bars -> known(symbol, bars.isEmpty()))
                .compose(known -> read)
                .map(bars -> {
                    ObjectNode node = columnar(symbol, timeframe, BAR_COLUMNS);
                    ArrayNode data = node.putArray("data");
                    bars.forEach(bar -> data.add(row(bar)));
                    return node.put("length", bars.size());
                });
    }

    /**
     * With what one needs to make the bars of them: which came late, in which order all were taken, and for those that were
     * corrected what they were at first.
     */
    private static ObjectNode rawCandles(String symbol, List<LogEntry> entries, Map<Long, Candle> corrections) {
        List<String> columns = new ArrayList<>(BAR_COLUMNS);
        columns.add("late");
        columns.add("seq");
        ObjectNode node = columnar(symbol, Timeframe.RAW, columns);
        ArrayNode data = node.putArray("data");
        ArrayNode corrected = node.putArray("corrected");
        for (LogEntry entry : entries) {
            Candle first = (Candle) entry.event();
            Candle candle = corrections.getOrDefault(first.time(), first);
            data.add(row(Bar.of(candle)).add(entry.late()).add(entry.seq()));
            if (!candle.equals(first)) {
                corrected.add(row(Bar.of(first)));
            }
        }
        return node.put("length", entries.size());
    }

    private Future<ObjectNode> indicators(Query query) {
        String symbol = query.symbol();
        Timeframe timeframe = known(query.timeframe(Timeframe.RAW));
        List<IndicatorName> names = query.indicators(settings.indicators());
        Store.Range range = query.range(CHART_BARS);
        return view(symbol).compose(view -> on(charts.rows(symbol, timeframe, range, names))
                .map(rows -> {
                    if (rows.bars().isEmpty() && board.summary(symbol) == null) {
                        requireHeardOf(symbol, view);
                    }
                    List<String> columns = new ArrayList<>(List.of("time"));
                    IndicatorColumn.of(names).forEach(column -> columns.add(column.toString()));
                    ObjectNode node = columnar(symbol, timeframe, columns);
                    ArrayNode data = node.putArray("data");
                    for (int i = 0; i < rows.bars().size(); i++) {
                        ArrayNode row = data.addArray();
                        Json.time(row, rows.bars().get(i).time());
                        addValues(row, rows, i);
                    }
                    node.put("length", rows.bars().size());
                    node.set("warmup", warmup(names, closedBars(view, timeframe)));
                    return node;
                }));
    }

    /** The last closes of many symbols at once, on the finest timeframe with bars of their own. */
    private Future<ObjectNode> sparklines(Query query) {
        Timeframe timeframe = settings.timeframes().stream()
                .filter(each -> !each.isRaw())
                .findFirst()
                .orElse(Timeframe.RAW);
        ObjectNode node = Json.object().put("timeframe", timeframe.name());
        ObjectNode lines = node.putObject("lines");
        List<Future<Void>> all = new ArrayList<>();
        for (String symbol : query.symbols(SPARK_SYMBOLS)) {
            ArrayNode line = lines.putArray(symbol);
            Future<List<Bar>> read = on(charts.last(symbol, timeframe, SPARK_BARS));
            all.add(read.compose(bars -> known(symbol, bars.isEmpty()))
                    .compose(known -> read)
                    .onSuccess(bars -> bars.forEach(bar -> {
                        ArrayNode point = line.addArray();
                        Json.time(point, bar.time());
                        point.add(bar.close());
                    }))
                    .mapEmpty());
        }
        return Future.all(all).map(node);
    }

    private Future<ObjectNode> explain(Query query) {
        String symbol = query.symbol();
        Timeframe timeframe = known(query.timeframe(Timeframe.RAW));
        String rule = query.text("rule");
        if (rule != null && !rules.strategies().contains(rule)) {
            throw new ProblemException(422, "unknown_rule", "rules are " + String.join(", ", rules.strategies()));
        }
        return reasons.at(symbol, timeframe, query.requiredTime("time"), rule);
    }

    private Future<ArrayNode> signals(Query query, RoutingContext request) {
        int limit = query.limit(100);
        String symbol = query.optionalSymbol();
        String strategy = query.text("strategy");
        if (strategy != null && !rules.strategies().contains(strategy)) {
            throw new ProblemException(
                    422, "unknown_strategy", "strategies are " + String.join(", ", rules.strategies()));
        }
        Timeframe timeframe = query.optionalTimeframe();
        Store.SignalQuery filter = new Store.SignalQuery(
                symbol,
                timeframe == null ? null : known(timeframe),
                strategy,
                query.side(),
                query.time("from", Long.MIN_VALUE),
                query.cursor(),
                limit);
        Future<List<Store.StoredSignal>> read = on(store.signals(filter));
        return read.compose(found -> known(symbol, found.isEmpty()))
                .compose(known -> read)
                .map(found -> {
                    if (found.size() == limit) {
                        Store.StoredSignal last = found.get(limit - 1);
                        long closedAt = last.signal().barTime()
                                + last.signal().timeframe().micros();
                        next(request, new Store.PageKey(closedAt, last.signal().id()));
                    }
                    ArrayNode list = Json.array();
                    found.forEach(each -> list.add(Json.signal(each.signal(), each.scores())));
                    return list;
                });
    }

    private Future<ObjectNode> signal(String id) {
        return on(store.signal(id))
                .map(found ->
                        found.orElseThrow(() -> new ProblemException(404, "not_found", "there is no such signal")))
                .compose(found -> reasons.outcome(found.signal()).map(outcome -> {
                    ObjectNode node = Json.signal(found.signal(), found.scores());
                    node.set("outcome", Json.outcome(outcome));
                    return node;
                }));
    }

    private Future<ArrayNode> metadata(Query query) {
        String symbol = query.optionalSymbol();
        Future<List<Metadata>> read = on(store.metadata(symbol, query.metadataType(), query.limit(50)));
        // Economic indicators concern every symbol, so an unknown symbol may have some.
        return read.compose(found -> known(symbol, true)).compose(known -> read).map(found -> {
            ArrayNode list = Json.array();
            for (Metadata item : found) {
                list.add(Json.metadata(item));
            }
            return list;
        });
    }

    private ObjectNode summary() {
        ObjectNode node = Json.object();
        node.set("market", Market.json(board.summaries(), board));
        ArrayNode stocks = node.putArray("stocks");
        board.summaries().forEach(each -> stocks.add(Json.summary(each, board.company(each.symbol()))));
        return node;
    }

    private Future<ObjectNode> summary(String text) {
        String symbol = Query.symbol(text);
        StockSummary summary = board.summary(symbol);
        if (summary == null) {
            throw unknownSymbol();
        }
        return done(Json.summary(summary, board.company(symbol)));
    }

    private Future<ArrayNode> notifications(Query query, RoutingContext request) {
        int limit = query.limit(50);
        return on(store.notifications(query.cursor(), limit)).map(found -> {
            if (found.size() == limit) {
                Notification last = found.get(limit - 1);
                next(request, new Store.PageKey(last.createdAt(), last.id()));
            }
            ArrayNode list = Json.array();
            found.forEach(
                    each -> list.add(Json.notification(each, settings.texts().apply(each))));
            return list;
        });
    }

    private Future<ObjectNode> snapshot(Query query) {
        String symbol = query.symbol();
        Timeframe timeframe = known(query.timeframe(settings.timeframes().get(0)));
        List<IndicatorName> names = settings.indicators();
        Store.Range range = Store.Range.last(query.limit(CHART_BARS));
        ObjectNode node = Json.object();
        // Before anything is read: what comes while we read is then applied again, never missed.
        node.set("feed", feed.position(symbol, nowMicros.getAsLong()));
        Store.SignalQuery signals =
                new Store.SignalQuery(symbol, timeframe, null, null, Long.MIN_VALUE, null, CHART_SIGNALS);
        return view(symbol).compose(view -> on(charts.rows(symbol, timeframe, range, names))
                .compose(rows -> on(store.signals(signals)).map(found -> {
                    requireHeardOf(symbol, view);
                    fill(node, symbol, timeframe, view, rows);
                    ArrayNode list = node.putArray("signals");
                    found.forEach(each -> list.add(Json.signal(each.signal(), each.scores())));
                    return node;
                })));
    }

    private void requireHeardOf(String symbol, SymbolView view) {
        if (view.open().isEmpty() && view.metadata().isEmpty() && board.company(symbol) == null) {
            throw unknownSymbol();
        }
    }

    /** 404 for an unknown symbol, instead of an empty answer that says nothing. */
    private Future<Void> known(@Nullable String symbol, boolean isEmpty) {
        if (symbol == null || !isEmpty || board.summary(symbol) != null || board.company(symbol) != null) {
            return Future.succeededFuture();
        }
        return view(symbol).compose(view -> {
            requireHeardOf(symbol, view);
            return Future.succeededFuture();
        });
    }

    private static ProblemException unknownSymbol() {
        return new ProblemException(404, "not_found", "nothing has been received for this symbol");
    }

    private void fill(ObjectNode node, String symbol, Timeframe timeframe, SymbolView view, ChartData.Rows rows) {
        List<String> names = IndicatorColumn.of(settings.indicators()).stream()
                .map(IndicatorColumn::toString)
                .toList();
        node.put("symbol", symbol);
        node.put("timeframe", timeframe.name());
        ArrayNode timeframes = node.putArray("timeframes");
        settings.timeframes().forEach(each -> timeframes.add(each.name()));
        ArrayNode indicators = node.putArray("indicators");
        names.forEach(indicators::add);
        ArrayNode columns = node.putArray("columns");
        BAR_COLUMNS.forEach(columns::add);
        names.forEach(columns::add);
        ArrayNode data = node.putArray("data");
        for (int i = 0; i < rows.bars().size(); i++) {
            ArrayNode row = row(rows.bars().get(i));
            addValues(row, rows, i);
            data.add(row);
        }
        BarUpdate open = view.open().stream()
                .filter(update -> update.timeframe().equals(timeframe) && !update.closed())
                .findFirst()
                .orElse(null);
        if (open == null) {
            node.putNull("open");
        } else {
            ObjectNode bar = node.putObject("open");
            Json.bar(bar, open.bar());
            bar.set("values", Json.values(open.values(), names));
        }
        node.set("warmup", feed.warmup(closedBars(view, timeframe)));
    }

    /** What the owner of a symbol knows of it right now. */
    public Future<SymbolView> view(String symbol) {
        int partition = StableHash.partition(symbol, store.partitions());
        String owner = indicatorOwners.ownerOf(partition);
        if (owner == null) {
            return Future.failedFuture(new OwnerUnavailableException());
        }
        return bus.request(Addresses.symbol(owner), new SymbolQuery(partition, symbol))
                .timeout(VIEW_MILLIS, TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        failure instanceof TimeoutException ? new OwnerUnavailableException() : failure));
    }

    private Timeframe known(Timeframe timeframe) {
        if (!settings.timeframes().contains(timeframe)) {
            throw new ProblemException(422, "unknown_timeframe", "timeframes here are " + settings.timeframes());
        }
        return timeframe;
    }

    private static long closedBars(SymbolView view, Timeframe timeframe) {
        return view.open().stream()
                .filter(update -> update.timeframe().equals(timeframe))
                .mapToLong(BarUpdate::bars)
                .max()
                .orElse(0);
    }

    private static ObjectNode warmup(List<IndicatorName> names, long bars) {
        ObjectNode node = Json.object();
        for (IndicatorName name : names) {
            if (bars < name.warmUp()) {
                node.putObject(name.toString()).put("need", name.warmUp()).put("have", bars);
            }
        }
        return node;
    }

    private static ObjectNode columnar(String symbol, Timeframe timeframe, List<String> columns) {
        ObjectNode node = Json.object();
        node.put("symbol", symbol);
        node.put("timeframe", timeframe.name());
        ArrayNode names = node.putArray("columns");
        columns.forEach(names::add);
        return node;
    }

    private static ArrayNode row(Bar bar) {
        ArrayNode row = Json.array();
        Json.time(row, bar.time());
        return row.add(bar.open())
                .add(bar.high())
                .add(bar.low())
                .add(bar.close())
                .add(bar.volume());
    }

    private static void addValues(ArrayNode row, ChartData.Rows rows, int index) {
        rows.columns().forEach(column -> Json.number(row, column[index]));
    }

    private static void next(RoutingContext request, Store.PageKey key) {
        request.response().putHeader("X-Next-Cursor", Query.cursor(key));
    }

    private static <T extends JsonNode> Future<T> done(T node) {
        return Future.succeededFuture(node);
    }

    private <T> Future<T> on(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context);
    }
}
