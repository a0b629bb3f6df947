package dev.ticktide.web.udf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.http.Bulkhead;
import dev.ticktide.http.ReadOnlyServer;
import dev.ticktide.http.ResponseWriter;
import dev.ticktide.market.Bar;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.PriceDigits;
import dev.ticktide.market.Side;
import dev.ticktide.market.Signal;
import dev.ticktide.market.StockSummary;
import dev.ticktide.market.SymbolView;
import dev.ticktide.market.Symbols;
import dev.ticktide.market.Timeframe;
import dev.ticktide.reference.Companies;
import dev.ticktide.store.Store;
import dev.ticktide.web.answer.Answers;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.chart.ChartData;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * TradingView's Universal Data Feed, so that other chart programs can read the same data: bars with the one that is still open,
 * signals as marks, news and economy as marks on the time scale. Times are UTC seconds. Errors are HTTP 200 with
 * {@code s: "error"}, as that protocol has it. Confined to one context.
 */
public final class Udf {

    private static final int VOLUMES = 50;

    private static final String EXCHANGE = "TICKTIDE";
    private static final String PREFIX = EXCHANGE + ":";
    private static final String TYPE = "stock";
    private static final long MICROS = 1_000_000;
    private static final double MAX_SECONDS = 9e12;
    private static final int MOST_BARS = 10_000;
    private static final int MOST_MARKS = 10_000;
    private static final int MARKS_AT_ONCE = 500;
    private static final int MOST_SYMBOLS = 100;
    private static final int MOST_QUOTES = 200;
    private static final String UP = "#26a69a";
    private static final String DOWN = "#ef5350";
    private static final String NEWS = "#5b8def";
    private static final String ECONOMY = "#b08a3c";
    private static final String WHITE = "#ffffff";

    private final List<Timeframe> timeframes;
    private final Store store;
    private final Board board;
    private final ChartData charts;
    private final Function<String, Future<SymbolView>> views;
    private final LongSupplier nowMicros;
    private final Context context;
    private final Bulkhead large;

    /**
     * @param views what the owner of a symbol knows of it right now
     * @param large takes turns at making large answers
     */
    public Udf(
            List<Timeframe> timeframes,
            Store store,
            Board board,
            ChartData charts,
            Function<String, Future<SymbolView>> views,
            LongSupplier nowMicros,
            Context context,
            Bulkhead large) {
        this.large = large;
        this.timeframes = timeframes;
        this.store = store;
        this.board = board;
        this.charts = charts;
        this.views = views;
        this.nowMicros = nowMicros;
        this.context = context;
    }

    /** A request that can't be answered; the text is for the person at the chart. */
    private static final class UdfException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UdfException(String message) {
            super(message);
        }
    }

    public void mount(Router router) {
        ReadOnlyServer.route(router, "/time").handler(request -> request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(Long.toString(nowMicros.getAsLong() / MICROS)));
        get(router, "/config", query -> done(config()));
        get(router, "/search", query -> done(search(query)));
        get(router, "/symbols", query -> known(query).compose(this::symbol));
        get(router, "/quotes", query -> done(quotes(query)));
        ReadOnlyServer.route(router, "/history").handler(request -> large.take(() -> ResponseWriter.isFull(request)
                                || request.response().closed()
                        ? Future.<ObjectNode>failedFuture(ResponseWriter.overloaded())
                        : known(request.queryParams()).compose(symbol -> history(symbol, request.queryParams())))
                .onSuccess(answer -> answer(request, answer))
                .onFailure(failure -> failed(request, failure)));
        get(router, "/marks", query -> known(query).compose(symbol -> large.take(() -> marks(symbol, query))));
        get(router, "/timescale_marks", query -> known(query)
                .compose(symbol -> large.take(() -> timescaleMarks(symbol, query))));
    }

    private void get(Router router, String path, Function<MultiMap, Future<? extends JsonNode>> call) {
        ReadOnlyServer.route(router, path).handler(request -> {
            try {
                call.apply(request.queryParams())
                        .onSuccess(answer -> answer(request, answer))
                        .onFailure(failure -> failed(request, failure));
            } catch (UdfException e) {
                failed(request, e);
            }
        });
    }

    private static void answer(RoutingContext request, JsonNode body) {
        if (request.response().ended() || request.response().closed()) {
            return;
        }
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        Answers.end(request, body);
    }

    private static void failed(RoutingContext request, Throwable failure) {
        if (failure instanceof UdfException) {
            answer(request, Json.object().put("s", "error").put("errmsg", String.valueOf(failure.getMessage())));
        } else {
            Answers.failed(request, failure);
        }
    }

    private ObjectNode config() {
        ObjectNode node = Json.object();
        node.put("supports_search", true);
        node.put("supports_group_request", false);
        node.put("supports_marks", true);
        node.put("supports_timescale_marks", true);
        node.put("supports_time", true);
        ArrayNode exchanges = node.putArray("exchanges");
        exchanges.addObject().put("value", "").put("name", "All").put("desc", "");
        exchanges
                .addObject()
                .put("value", EXCHANGE)
                .put("name", "Ticktide")
                .put("desc", "Simulated market data of this Ticktide");
        ArrayNode types = node.putArray("symbols_types");
        types.addObject().put("name", "All types").put("value", "");
        types.addObject().put("name", "Stock").put("value", TYPE);
        ArrayNode resolutions = node.putArray("supported_resolutions");
        UdfResolution.names(timeframes).forEach(resolutions::add);
        return node;
    }

    private ArrayNode search(MultiMap query) {
        String wanted = text(query, "query", "").toUpperCase(Locale.ROOT);
        String type = text(query, "type", "");
        String exchange = text(query, "exchange", "");
        int limit = Math.min(MOST_SYMBOLS, whole(query, "limit", MOST_SYMBOLS));
        ArrayNode found = Json.array();
        if ((type.isEmpty() || type.equals(TYPE)) && (exchange.isEmpty() || exchange.equals(EXCHANGE))) {
            board.summaries().stream()
                    .map(StockSummary::symbol)
                    .filter(symbol -> symbol.toUpperCase(Locale.ROOT).contains(wanted)
                            || description(symbol).toUpperCase(Locale.ROOT).contains(wanted))
                    .sorted(Comparator.<String, Boolean>comparing(
                                    symbol -> !symbol.toUpperCase(Locale.ROOT).startsWith(wanted))
                            .thenComparing(Comparator.naturalOrder()))
                    .limit(limit)
                    .forEach(symbol -> found.addObject()
                            .put("symbol", symbol)
                            .put("full_name", PREFIX + symbol)
                            .put("description", description(symbol))
                            .put("exchange", EXCHANGE)
                            .put("type", TYPE)
                            .put("ticker", symbol));
        }
        return found;
    }

    private Future<ObjectNode> symbol(String symbol) {
        StockSummary summary = board.summary(symbol);
        return on(charts.last(symbol, timeframes.get(0), VOLUMES)).map(bars -> {
            double[] closes = bars.stream().mapToDouble(Bar::close).toArray();
            int digits = summary == null ? Companies.standard().digits(symbol, closes) : Json.digits(summary);
            return symbol(symbol, digits, bars);
        });
    }

    /** @param volumes some bars, whose volumes say whether there are fractions of shares */
    private ObjectNode symbol(String symbol, int digits, List<Bar> volumes) {
        ObjectNode node = Json.object();
        node.put("name", symbol);
        node.put("ticker", symbol);
        node.put("full_name", PREFIX + symbol);
        node.put("description", description(symbol));
        node.put("type", TYPE);
        node.put("session", "24x7");
        node.put("timezone", "Etc/UTC");
        node.put("exchange", EXCHANGE);
        node.put("listed_exchange", EXCHANGE);
        node.put("format", "price");
        node.put("minmov", 1);
        node.put("pricescale", priceScale(digits));
        List<String> resolutions = UdfResolution.names(timeframes);
        node.put("has_intraday", resolutions.stream().anyMatch(each -> !each.endsWith("D")));
        node.put("has_seconds", resolutions.stream().anyMatch(each -> each.endsWith("S")));
        node.put("has_daily", resolutions.contains("1D"));
        node.put("has_weekly_and_monthly", false);
        strings(
                node.putArray("intraday_multipliers"),
                resolutions.stream().filter(each -> each.matches("[0-9]+")).toList());
        strings(
                node.putArray("seconds_multipliers"),
                resolutions.stream()
                        .filter(each -> each.endsWith("S"))
                        .map(each -> each.substring(0, each.length() - 1))
                        .toList());
        strings(node.putArray("supported_resolutions"), resolutions);
        node.put(
                "volume_precision",
                PriceDigits.ofVolumes(volumes.stream().mapToDouble(Bar::volume).toArray()));
        node.put("data_status", "streaming");
        return node;
    }

    /** Decimals as UDF wants them: 100 for cents. */
    static long priceScale(int digits) {
        return Math.round(Math.pow(10, digits));
    }

    private ObjectNode quotes(MultiMap query) {
        String[] symbols = required(query, "symbols").split(",", -1);
        if (symbols.length > MOST_QUOTES) {
            throw new UdfException("at most " + MOST_QUOTES + " symbols at once");
        }
        ObjectNode node = Json.object().put("s", "ok");
        ArrayNode rows = node.putArray("d");
        for (String text : symbols) {
            StockSummary summary = board.summary(plain(text));
            ObjectNode row = rows.addObject();
            row.put("s", summary == null ? "error" : "ok");
            row.put("n", text);
            ObjectNode values = row.putObject("v");
            if (summary != null) {
                Json.number(values, "ch", summary.change());
                Json.number(values, "chp", summary.changePercent());
                values.put("short_name", summary.symbol());
                values.put("exchange", EXCHANGE);
                values.put("description", description(summary.symbol()));
                values.put("lp", summary.last());
                values.put("open_price", summary.open());
                values.put("high_price", summary.high());
                values.put("low_price", summary.low());
                Json.number(values, "prev_close_price", summary.previousClose());
                values.put("volume", summary.volume());
            }
        }
        return node;
    }

    private Future<ObjectNode> history(String symbol, MultiMap query) {
        Timeframe timeframe = resolution(query);
        long from = seconds(query, "from", Long.MIN_VALUE);
        long to = seconds(query, "to", Long.MAX_VALUE);
        int count = Math.min(MOST_BARS, whole(query, "countback", 0));
        if (count == 0 && from > to) {
            throw new UdfException("from is later than to");
        }
        // The library asks by count and sends from only for servers that don't support count.
        Store.Range range =
                count > 0 ? new Store.Range(Long.MIN_VALUE, to, count) : new Store.Range(from, to, MOST_BARS);
        return on(charts.bars(symbol, timeframe, range)).compose(closed -> views.apply(symbol)
                .map(view -> withOpen(closed, view, timeframe, range))
                // The symbol's partition is moving to another owner; its closed bars can be read anyway.
                .otherwise(closed)
                .compose(bars -> bars.isEmpty() ? noData(symbol, timeframe, range) : done(bars(bars))));
    }

    private static List<Bar> withOpen(List<Bar> closed, SymbolView view, Timeframe timeframe, Store.Range range) {
        List<Bar> bars = new ArrayList<>(closed);
        long last = closed.isEmpty()
                ? Long.MIN_VALUE
                : closed.get(closed.size() - 1).time();
        view.open().stream()
                .filter(update -> !update.closed() && update.timeframe().equals(timeframe))
                .map(update -> update.bar())
                .filter(bar -> bar.time() > last && bar.time() >= range.from() && bar.time() < range.to())
                .forEach(bars::add);
        return bars.size() > range.limit() ? bars.subList(bars.size() - range.limit(), bars.size()) : bars;
    }

    private static ObjectNode bars(List<Bar> bars) {
        ObjectNode node = Json.object().put("s", "ok");
        ArrayNode times = node.putArray("t");
        ArrayNode opens = node.putArray("o");
        ArrayNode highs = node.putArray("h");
        ArrayNode lows = node.putArray("l");
        ArrayNode closes = node.putArray("c");
        ArrayNode volumes = node.putArray("v");
        for (Bar bar : bars) {
            times.add(bar.time() / MICROS);
            opens.add(bar.open());
            highs.add(bar.high());
            lows.add(bar.low());
            closes.add(bar.close());
            volumes.add(bar.volume());
        }
        return node;
    }

    /** With the time of the newest bar before the range, if there is one, so that the chart knows where to look. */
    private Future<ObjectNode> noData(String symbol, Timeframe timeframe, Store.Range range) {
        ObjectNode node = Json.object().put("s", "no_data");
        if (range.from() == Long.MIN_VALUE) {
            return done(node);
        }
        return on(charts.bars(symbol, timeframe, new Store.Range(Long.MIN_VALUE, range.from(), 1)))
                .map(before -> before.isEmpty()
                        ? node
                        : node.put("nextTime", before.get(0).time() / MICROS));
    }

    private Future<ObjectNode> marks(String symbol, MultiMap query) {
        Timeframe timeframe = resolution(query);
        long from = seconds(query, "from", Long.MIN_VALUE);
        long to = seconds(query, "to", Long.MAX_VALUE / 2);
        // A page begins after a key of closing time and id, newest first.
        Store.PageKey before = new Store.PageKey(to + timeframe.micros() + 1, "");
        return signals(symbol, timeframe, from, before, new ArrayList<>()).map(found -> {
            ObjectNode node = Json.object();
            List.of("id", "time", "color", "text", "label", "labelFontColor", "minSize")
                    .forEach(node::putArray);
            found.stream()
                    .filter(signal -> signal.barTime() >= from && signal.barTime() <= to)
                    .sorted(Comparator.comparingLong(Signal::barTime))
                    .forEach(signal -> mark(node, signal));
            return node;
        });
    }

    /** Page after page back to {@code from}, the newest {@value #MOST_MARKS} at most. */
    private Future<List<Signal>> signals(
            String symbol, Timeframe timeframe, long from, Store.PageKey before, List<Signal> found) {
        long since = from == Long.MIN_VALUE ? from : from + timeframe.micros();
        Store.SignalQuery wanted = new Store.SignalQuery(symbol, timeframe, null, null, since, before, MARKS_AT_ONCE);
        return on(store.signals(wanted)).compose(page -> {
            page.forEach(each -> found.add(each.signal()));
            if (page.size() < MARKS_AT_ONCE || found.size() >= MOST_MARKS) {
                return done(found);
            }
            Signal last = found.get(found.size() - 1);
            return signals(
                    symbol, timeframe, from, new Store.PageKey(last.barTime() + timeframe.micros(), last.id()), found);
        });
    }

    private static void mark(ObjectNode node, Signal signal) {
        boolean buy = signal.side() == Side.BUY;
        node.withArray("id").add(signal.id());
        node.withArray("time").add(signal.barTime() / MICROS);
        node.withArray("color").add(buy ? UP : DOWN);
        node.withArray("text")
                .add(signal.side().label() + " by " + signal.strategy() + " at " + signal.price() + ": "
                        + signal.explain().rule());
        node.withArray("label").add(buy ? "B" : "S");
        node.withArray("labelFontColor").add(WHITE);
        node.withArray("minSize").add(14);
    }

    /** News and economy of the range that is asked for, the newest {@value #MOST_MARKS} of it at most. */
    private Future<ArrayNode> timescaleMarks(String symbol, MultiMap query) {
        long from = seconds(query, "from", Long.MIN_VALUE);
        long to = seconds(query, "to", Long.MAX_VALUE - 1);
        Store.Range range = new Store.Range(from, to + 1, MOST_MARKS);
        return on(store.metadata(symbol, MetadataType.NEWS_SENTIMENT, range))
                .compose(news -> on(store.metadata(null, MetadataType.ECONOMIC_INDICATOR, range))
                        .map(economy -> {
                            ArrayNode list = Json.array();
                            List<Metadata> all = new ArrayList<>(news);
                            all.addAll(economy);
                            all.sort(Comparator.comparingLong(Metadata::time));
                            all.subList(Math.max(0, all.size() - MOST_MARKS), all.size())
                                    .forEach(item -> timescaleMark(list, item));
                            return list;
                        }));
    }

    private static void timescaleMark(ArrayNode list, Metadata item) {
        ObjectNode mark = list.addObject();
        mark.put("id", item.type().label() + "-" + item.time() + "-" + list.size());
        mark.put("time", item.time() / MICROS);
        if (item instanceof NewsSentiment news) {
            mark.put("color", NEWS).put("label", "N");
            mark.putArray("tooltip").add("News, sentiment " + news.score()).add("magnitude " + news.magnitude());
        } else if (item instanceof EconomicIndicator economy) {
            mark.put("color", ECONOMY).put("label", "E");
            mark.putArray("tooltip").add(economy.name()).add(Double.toString(economy.value()));
        }
    }

    /** A symbol that any stage knows: right after a bulk load its summary may not have come here yet. */
    private Future<String> known(MultiMap query) {
        String symbol = plain(required(query, "symbol"));
        if (board.summary(symbol) != null) {
            return done(symbol);
        }
        if (symbol.isEmpty()) {
            throw new UdfException("unknown_symbol");
        }
        return views.apply(symbol)
                .compose(view ->
                        view.open().isEmpty() ? Future.failedFuture(new UdfException("unknown_symbol")) : done(symbol));
    }

    private static String plain(String text) {
        boolean hasPrefix = text.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
        String symbol = Symbols.canonical(hasPrefix ? text.substring(PREFIX.length()) : text);
        return Symbols.isValid(symbol) ? symbol : "";
    }

    private Timeframe resolution(MultiMap query) {
        String text = required(query, "resolution");
        return UdfResolution.find(text, timeframes)
                .orElseThrow(() -> new UdfException("there are no bars of this resolution, only of "
                        + String.join(", ", UdfResolution.names(timeframes))));
    }

    private String description(String symbol) {
        Store.SymbolInfo info = board.company(symbol);
        String name = info == null ? null : info.name();
        return name == null ? symbol : name;
    }

    private static String required(MultiMap query, String name) {
        String text = query.get(name);
        if (text == null || text.isEmpty()) {
            throw new UdfException("parameter " + name + " is required");
        }
        return text;
    }

    private static String text(MultiMap query, String name, String standard) {
        String text = query.get(name);
        return text == null ? standard : text;
    }

    private static int whole(MultiMap query, String name, int standard) {
        String text = query.get(name);
        if (text == null || text.isEmpty()) {
            return standard;
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw new UdfException(name + " must be a whole number");
        }
        return Integer.parseInt(text);
    }

    /** UTC seconds as microseconds. */
    private static long seconds(MultiMap query, String name, long standard) {
        String text = query.get(name);
        if (text == null || text.isEmpty()) {
            return standard;
        }
        double seconds = text.matches("-?[0-9]{1,13}(\\.[0-9]{1,6})?") ? Double.parseDouble(text) : Double.NaN;
        if (!(Math.abs(seconds) < MAX_SECONDS)) {
            throw new UdfException(name + " must be UTC seconds");
        }
        return Math.round(seconds * MICROS);
    }

    private static void strings(ArrayNode node, List<String> values) {
        values.forEach(node::add);
    }

    private static <T> Future<T> done(T value) {
        return Future.succeededFuture(value);
    }

    private <T> Future<T> on(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context);
    }
}
