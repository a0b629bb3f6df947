package dev.ticktide.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ticktide.market.signal.Explanation;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a signal's fields, as both stores have them. Some columns hold JSON, so that they read well in
 * {@code sqlite3} and {@code psql}; NaN becomes null in them.
 */
public final class SignalColumns {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<TreeMap<String, @Nullable Double>> NUMBERS = new TypeReference<>() {};

    /** Most explanations fit into this many characters. */
    private static final int ROOM = 512;

    private SignalColumns() {}

    /** A rule and its parts as one JSON object. */
    public static String explanation(Explanation explanation) {
        return written(json -> write(json, explanation));
    }

    /**
     * Reads what {@link #explanation(Explanation)} wrote.
     *
     * @throws IllegalStateException if it is no JSON; missing fields become empty
     */
    public static Explanation explanation(String json) {
        try {
            return explanation(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored explanation is no JSON", e);
        }
    }

    /** Numbers by name as one JSON object, NaN as null. */
    public static String inputs(SortedMap<String, Double> inputs) {
        return written(json -> write(json, inputs));
    }

    /**
     * Reads what {@link #inputs(SortedMap)} wrote, null as NaN.
     *
     * @throws IllegalStateException if it is no JSON
     */
    public static SortedMap<String, Double> inputs(String json) {
        try {
            return numbers(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored inputs are no JSON", e);
        }
    }

    /** A whole signal as one column, for rows that keep it as it was. */
    public static String signal(Signal signal) {
        return written(json -> {
            json.writeStartObject();
            json.writeStringField("id", signal.id());
            json.writeNumberField("partition", signal.partition());
            json.writeNumberField("seq", signal.seq());
            json.writeStringField("symbol", signal.symbol());
            json.writeStringField("timeframe", signal.timeframe().name());
            json.writeStringField("strategy", signal.strategy());
            json.writeNumberField("version", signal.version());
            json.writeStringField("side", signal.side().label());
            json.writeNumberField("barTime", signal.barTime());
            json.writeNumberField("generatedAt", signal.generatedAt());
            json.writeNumberField("price", signal.price());
            json.writeNumberField("strength", signal.strength());
            json.writeFieldName("explain");
            write(json, signal.explain());
            json.writeFieldName("inputs");
            write(json, signal.inputs());
            json.writeEndObject();
        });
    }

    /**
     * Reads what {@link #signal(Signal)} wrote.
     *
     * @throws IllegalStateException if it is no JSON
     * @throws IllegalArgumentException if the timeframe or the side is none
     */
    public static Signal signal(String json) {
        try {
            JsonNode node = JSON.readTree(json);
            return new Signal(
                    node.path("id").asText(),
                    node.path("partition").asInt(),
                    node.path("seq").asLong(),
                    node.path("symbol").asText(),
                    Timeframe.parse(node.path("timeframe").asText()),
                    node.path("strategy").asText(),
                    node.path("version").asInt(),
                    side(node.path("side").asText()),
                    node.path("barTime").asLong(),
                    node.path("generatedAt").asLong(),
                    node.path("price").asDouble(),
                    node.path("strength").asDouble(),
                    explanation(node.path("explain")),
                    numbers(node.path("inputs")));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored signal is no JSON", e);
        }
    }

    /**
     * When the bar ended, which is the signal's event time: epoch microseconds; on raw the time of the candle.
     */
    public static long closedAt(Signal signal) {
        return signal.barTime() + signal.timeframe().micros();
    }

    /**
     * The side of a column.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Side side(String label) {
        return Side.valueOf(label.toUpperCase(Locale.ROOT));
    }

    private interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    /** Without a tree in between: an array of candles may raise hundreds of signals in one commit. */
    private static String written(Content content) {
        StringWriter text = new StringWriter(ROOM);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Explanation explanation) throws IOException {
        json.writeStartObject();
        json.writeStringField("rule", explanation.rule());
        json.writeBooleanField("satisfied", explanation.satisfied());
        json.writeFieldName("operands");
        write(json, explanation.operands());
        json.writeArrayFieldStart("children");
        for (Explanation child : explanation.children()) {
            write(json, child);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, SortedMap<String, Double> values) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, Double> each : values.entrySet()) {
            json.writeFieldName(each.getKey());
            if (each.getValue().isNaN()) {
                json.writeNull();
            } else {
                json.writeNumber(each.getValue());
            }
        }
        json.writeEndObject();
    }

    private static Explanation explanation(JsonNode node) {
        List<Explanation> children = new ArrayList<>();
        node.path("children").forEach(child -> children.add(explanation(child)));
        return new Explanation(
                node.path("rule").asText(),
                node.path("satisfied").asBoolean(),
                numbers(node.path("operands")),
                List.copyOf(children));
    }

    private static SortedMap<String, Double> numbers(JsonNode node) {
        SortedMap<String, Double> values = new TreeMap<>();
        for (Map.Entry<String, @Nullable Double> entry :
                JSON.convertValue(node, NUMBERS).entrySet()) {
            Double value = entry.getValue();
            values.put(entry.getKey(), value == null ? Double.NaN : value);
        }
        return values;
    }
}
