package dev.ticktide.web.answer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.http.ProblemException;
import dev.ticktide.market.symbol.Timeframe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The fields of the JSON object that a request has as its body, strictly read: an unknown or ill-formed one is an error that names it. */
public final class JsonFields {

    private final JsonNode body;

    JsonFields(JsonNode body, Set<String> known) {
        this.body = body;
        body.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new ProblemException(
                        422,
                        "unknown_field",
                        "known fields are "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        });
    }

    /** A text, which is required. */
    public String text(String name) {
        JsonNode value = body.path(name);
        if (!value.isTextual()) {
            throw invalid(name, "must be a text");
        }
        return value.textValue();
    }

    /** One of these; the first if it is left out. */
    public String choice(String name, List<String> choices) {
        if (!body.has(name)) {
            return choices.get(0);
        }
        String chosen = body.path(name).asText();
        if (!body.path(name).isTextual() || !choices.contains(chosen)) {
            throw invalid(name, "must be one of " + String.join(", ", choices));
        }
        return chosen;
    }

    public String symbol() {
        return Query.symbol(text("symbol"));
    }

    public Timeframe timeframe() {
        try {
            return Timeframe.parse(text("timeframe"));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(422, "invalid_timeframe", "field timeframe must be a timeframe such as 5m");
        }
    }

    /**
     * A whole number.
     *
     * @param most and what it is if it is left out
     */
    public int count(String name, int most) {
        JsonNode value = body.path(name);
        if (value.isMissingNode()) {
            return most;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1 || value.intValue() > most) {
            throw invalid(name, "must be a whole number from 1 to " + most);
        }
        return value.intValue();
    }

    /** An object of numbers; empty if it is left out. */
    public Map<String, Double> numbers(String name) {
        JsonNode value = body.path(name);
        Map<String, Double> numbers = new LinkedHashMap<>();
        if (!value.isMissingNode() && !value.isObject()) {
            throw invalid(name, "must be an object of numbers");
        }
        for (Map.Entry<String, JsonNode> each : value.properties()) {
            if (!each.getValue().isNumber() || !Double.isFinite(each.getValue().doubleValue())) {
                throw invalid(name, "must be an object of numbers");
            }
            numbers.put(each.getKey(), each.getValue().doubleValue());
        }
        return numbers;
    }

    private static ProblemException invalid(String name, String cure) {
        return new ProblemException(422, "invalid_field", "field " + name + " " + cure);
    }
}
