package dev.ticktide.web.board;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.market.Bar;
import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.Explanation;
import dev.ticktide.market.MarketData;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.Notification;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.Reliability;
import dev.ticktide.market.Signal;
import dev.ticktide.market.SignalScore;
import dev.ticktide.market.StockSummary;
import dev.ticktide.reference.Companies;
import dev.ticktide.store.Store;
import dev.ticktide.strategy.RuleTrace;
import dev.ticktide.strategy.Truth;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON shapes of docs/feed.md. Times leave as epoch milliseconds, the microseconds as a fraction; NaN leaves as null. */
public final class Json {

    public static final ObjectMapper MAPPER = new ObjectMapper();

    private static final double MICROS_PER_MILLI = 1_000;
    private static final List<Integer> HORIZONS = List.of(5, 10, 20);

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** Puts a time: a whole number when it has no fraction of a millisecond. */
    public static void time(ObjectNode node, String name, long micros) {
        if (micros % 1_000 == 0) {
            node.put(name, micros / 1_000);
        } else {
            node.put(name, micros / MICROS_PER_MILLI);
        }
    }

    /** {@code null} for {@code Long.MIN_VALUE}: not known, or never. */
    public static void optionalTime(ObjectNode node, String name, long micros) {
        if (micros == Long.MIN_VALUE) {
            node.putNull(name);
        } else {
            time(node, name, micros);
        }
    }

    /** Milliseconds since an arrival, {@code null} if there was none. */
    public static void age(ObjectNode node, String name, long arrival, long now) {
        if (arrival == Long.MIN_VALUE) {
            node.putNull(name);
        } else {
            node.put(name, Math.max(0, (now - arrival) / 1_000));
        }
    }

    public static void time(ArrayNode node, long micros) {
        if (micros % 1_000 == 0) {
            node.add(micros / 1_000);
        } else {
            node.add(micros / MICROS_PER_MILLI);
        }
    }

    public static void number(ObjectNode node, String name, double value) {
        node.put(name, Double.isFinite(value) ? (Double) value : null);
    }

    public static void number(ArrayNode node, double value) {
        node.add(Double.isFinite(value) ? (Double) value : null);
    }

    public static void bar(ObjectNode node, Bar bar) {
        time(node, "time", bar.time());
        node.put("open", bar.open());
        node.put("high", bar.high());
        node.put("low", bar.low());
        node.put("close", bar.close());
        node.put("volume", bar.volume());
    }

    public static ObjectNode update(BarUpdate update, List<String> names) {
        ObjectNode node = object();
        node.put("timeframe", update.timeframe().name());
        node.put("closed", update.closed());
        bar(node, update.bar());
        node.set("values", values(update.values(), names));
        node.put("seq", update.seq());
        return node;
    }

    public static ObjectNode values(double[] values, List<String> names) {
        ObjectNode node = object();
        for (int i = 0; i < names.size(); i++) {
            number(node, names.get(i), values[i]);
        }
        return node;
    }

    public static ObjectNode signal(Signal signal, List<SignalScore> scores) {
        ObjectNode node = object();
        node.put("id", signal.id());
        node.put("symbol", signal.symbol());
        node.put("timeframe", signal.timeframe().name());
        node.put("strategy", signal.strategy());
        node.put("version", signal.version());
        node.put("side", signal.side().label());
        time(node, "barTime", signal.barTime());
        time(node, "generatedAt", signal.generatedAt());
        node.put("price", signal.price());
        node.put("strength", signal.strength());
        node.set("explain", explanation(signal.explain()));
        ObjectNode inputs = numbers(signal.inputs());
        inputs.put("seq", signal.seq());
        node.set("inputs", inputs);
        node.set("score", scores(scores));
        return node;
    }

    public static ArrayNode scores(List<SignalScore> scores) {
        ArrayNode all = array();
        for (int horizon : HORIZONS) {
            SignalScore known = scores.stream()
                    .filter(score -> score.horizonBars() == horizon)
                    .findFirst()
                    .orElse(null);
            ObjectNode node = all.addObject();
            node.put("horizonBars", horizon);
            node.put("forwardReturn", known == null ? null : (Double) known.forwardReturn());
            node.put("hit", (known == null || known.tie()) ? null : (Boolean) known.hit());
            node.put("tie", known != null && known.tie());
            node.put("final", known != null);
        }
        return all;
    }

    public static ObjectNode explanation(Explanation explanation) {
        ObjectNode node = object();
        node.put("rule", explanation.rule());
        node.put("satisfied", explanation.satisfied());
        node.set("operands", numbers(explanation.operands()));
        ArrayNode children = node.putArray("children");
        explanation.children().forEach(child -> children.add(explanation(child)));
        return node;
    }

    /** In the shape of an explanation, and with what a stored one lacks: whether a part is unknown yet, and why it fails. */
    public static ObjectNode trace(RuleTrace trace, long bars) {
        ObjectNode node = object();
        node.put("rule", trace.rule());
        node.put("satisfied", trace.truth() == Truth.UNKNOWN ? null : (Boolean) (trace.truth() == Truth.HOLDS));
        node.set("operands", numbers(trace.operands()));
        if (!trace.needs().isEmpty()) {
            ObjectNode warmup = node.putObject("warmup");
            trace.needs()
                    .forEach((operand, need) ->
                            warmup.putObject(operand).put("need", need).put("have", bars));
        }
        if (trace.note() != null) {
            node.put("note", trace.note());
        }
        ArrayNode children = node.putArray("children");
        trace.children().forEach(child -> children.add(trace(child, bars)));
        return node;
    }

    public static ObjectNode outcome(Outcome outcome) {
        ObjectNode node = object();
        node.put("horizonBars", Outcome.HORIZON);
        number(node, "entry", outcome.entry());
        node.put("bars", outcome.bars());
        node.put("final", outcome.isFinal());
        number(node, "percent", outcome.percent());
        ArrayNode moves = node.putArray("moves");
        outcome.moves().forEach(move -> {
            ObjectNode each = moves.addObject().put("bars", move.bars());
            number(each, "percent", move.percent());
        });
        node.set("favourable", extreme(outcome.favourable()));
        node.set("adverse", extreme(outcome.adverse()));
        return node;
    }

    private static @Nullable ObjectNode extreme(Outcome.@Nullable Move move) {
        return move == null ? null : object().put("percent", move.percent()).put("bars", move.bars());
    }

    public static ObjectNode metadata(Metadata metadata) {
        ObjectNode node = object();
        node.put("type", metadata.type().label());
        if (!(metadata instanceof EconomicIndicator)) {
            node.put("symbol", metadata.subject());
        }
        time(node, "time", metadata.time());
        if (metadata instanceof OrderBookEntry order) {
            node.put("side", order.side().label());
            node.put("price", order.price());
            node.put("quantity", order.quantity());
        } else if (metadata instanceof NewsSentiment news) {
            node.put("score", news.score());
            node.put("magnitude", news.magnitude());
        } else if (metadata instanceof MarketData data) {
            node.put("marketCap", data.marketCap());
            node.put("peRatio", data.peRatio());
        } else if (metadata instanceof EconomicIndicator economy) {
            node.put("name", economy.name());
            node.put("value", economy.value());
        }
        return node;
    }

    public static ObjectNode notification(Notification row, Notification.Text text) {
        ObjectNode node = object();
        node.put("id", row.id());
        node.put("signalId", row.signal().id());
        node.put("channel", row.channel());
        node.put("recipient", row.recipient());
        node.put("state", row.state().label());
        node.put("attempts", row.attempts());
        time(node, "createdAt", row.createdAt());
        if (row.settledAt() == 0) {
            node.putNull("sentAt");
        } else {
            time(node, "sentAt", row.settledAt());
        }
        node.put("reason", row.reason());
        node.put("subject", text.subject());
        node.put("text", text.body());
        node.put("symbol", row.signal().symbol());
        node.put("side", row.signal().side().label());
        return node;
    }

    static ObjectNode row(StockSummary summary, Store.@Nullable SymbolInfo info) {
        ObjectNode node = object();
        node.put("symbol", summary.symbol());
        node.put("name", info == null ? null : info.name());
        node.put("sector", info == null ? null : info.sector());
        node.put("last", summary.last());
        node.put("digits", digits(summary));
        number(node, "change", summary.change());
        number(node, "changePercent", summary.changePercent());
        node.put("volume", summary.volume());
        time(node, "lastTime", summary.lastTime());
        optionalTime(node, "arrived", summary.arrival());
        return node;
    }

    /** Decimals of a stock's prices. */
    public static int digits(StockSummary summary) {
        return Companies.standard().digits(summary.symbol(), summary.last(), summary.previousClose(), summary.open());
    }

    public static ObjectNode summary(StockSummary summary, Store.@Nullable SymbolInfo info) {
        ObjectNode node = row(summary, info);
        ObjectNode day = node.putObject("day");
        time(day, "start", summary.dayStart());
        number(day, "previousClose", summary.previousClose());
        day.put("open", summary.open());
        day.put("high", summary.high());
        day.put("low", summary.low());
        day.put("volume", summary.volume());
        number(day, "vwap", summary.vwap());
        day.put("bars", summary.bars());
        number(day, "meanMovePercent", summary.meanMovePercent());
        number(day, "moveDeviationPercent", summary.moveDeviationPercent());
        ObjectNode ever = node.putObject("ever");
        ObjectNode signals = ever.putObject("signals");
        signals.put("buy", summary.buySignals());
        signals.put("sell", summary.sellSignals());
        ArrayNode reliability = ever.putArray("reliability");
        summary.reliability().forEach(each -> reliability.add(reliability(each)));
        return node;
    }

    private static ObjectNode reliability(Reliability reliability) {
        ObjectNode node = object();
        node.put("strategy", reliability.strategy());
        node.put("version", reliability.version());
        node.put("timeframe", reliability.timeframe().name());
        node.put("side", reliability.side().label());
        node.put("horizonBars", reliability.horizonBars());
        node.put("samples", reliability.samples());
        node.put("hits", reliability.hits());
        node.put("ties", reliability.ties());
        number(node, "hitRate", reliability.hitRate());
        number(node, "low", reliability.low());
        number(node, "high", reliability.high());
        number(node, "meanReturn", reliability.samples() == 0 ? Double.NaN : reliability.meanReturn());
        Reliability.Base base = reliability.base();
        ObjectNode every = node.putObject("base");
        every.put("samples", base.samples());
        every.put("hits", base.hits());
        every.put("ties", base.ties());
        number(every, "hitRate", base.hitRate());
        number(every, "meanReturn", base.samples() == 0 ? Double.NaN : base.meanReturn());
        return node;
    }

    private static ObjectNode numbers(Map<String, Double> values) {
        ObjectNode node = object();
        values.forEach((name, value) -> number(node, name, value));
        return node;
    }
}
