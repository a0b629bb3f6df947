package dev.ticktide.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.market.Explanation;
import dev.ticktide.market.Side;
import dev.ticktide.market.Signal;
import dev.ticktide.market.Timeframe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What both stores make of a signal's fields. Some columns hold JSON, so that they read well in {@code sqlite3} and
 * {@code psql}; NaN becomes null in them.
 */
public final class SignalColumns {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<TreeMap<String, @Nullable Double>> NUMBERS = new TypeReference<>() {};

    private SignalColumns() {}

    public static String explanation(Explanation explanation) {
        return node(explanation).toString();
    }

    public static Explanation explanation(String json) {
        try {
            return explanation(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored explanation is no JSON", e);
        }
    }

    public static String inputs(SortedMap<String, Double> inputs) {
        return numbers(inputs).toString();
    }

    public static SortedMap<String, Double> inputs(String json) {
        try {
            return numbers(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored inputs are no JSON", e);
        }
    }

    /** A whole signal as one column, for rows that keep it as it was. */
    public static String signal(Signal signal) {
        ObjectNode node = JSON.createObjectNode();
        node.put("id", signal.id());
        node.put("partition", signal.partition());
        node.put("seq", signal.seq());
        node.put("symbol", signal.symbol());
        node.put("timeframe", signal.timeframe().name());
        node.put("strategy", signal.strategy());
        node.put("version", signal.version());
        node.put("side", signal.side().label());
        node.put("barTime", signal.barTime());
        node.put("generatedAt", signal.generatedAt());
        node.put("price", signal.price());
        node.put("strength", signal.strength());
        node.set("explain", node(signal.explain()));
        node.set("inputs", numbers(signal.inputs()));
        return node.toString();
    }

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

    /** When the bar ended, which is when the signal came to be in event time. */
    public static long closedAt(Signal signal) {
        return signal.barTime() + signal.timeframe().micros();
    }

    public static Side side(String label) {
        return Side.valueOf(label.toUpperCase(Locale.ROOT));
    }

    private static ObjectNode node(Explanation explanation) {
        ObjectNode node = JSON.createObjectNode();
        node.put("rule", explanation.rule());
        node.put("satisfied", explanation.satisfied());
        node.set("operands", numbers(explanation.operands()));
        ArrayNode children = node.putArray("children");
        explanation.children().forEach(child -> children.add(node(child)));
        return node;
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

    private static ObjectNode numbers(SortedMap<String, Double> values) {
        ObjectNode node = JSON.createObjectNode();
        values.forEach((name, value) -> node.put(name, value.isNaN() ? null : value));
        return node;
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
