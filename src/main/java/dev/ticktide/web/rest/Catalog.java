package dev.ticktide.web.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.formula.IndicatorKind;
import dev.ticktide.formula.IndicatorKinds;
import dev.ticktide.web.board.Json;
import java.util.Locale;

/** Every kind of indicator as JSON, for those who choose one for a chart. */
final class Catalog {

    private Catalog() {}

    static ArrayNode json() {
        ArrayNode all = Json.array();
        IndicatorKinds.all().forEach(kind -> write(kind, all.addObject()));
        return all;
    }

    private static void write(IndicatorKind kind, ObjectNode node) {
        node.put("name", kind.name());
        node.put("title", kind.title());
        node.put("description", kind.description());
        node.put("source", kind.source());
        ArrayNode parameters = node.putArray("parameters");
        for (IndicatorKind.Parameter parameter : kind.parameters()) {
            ObjectNode each = parameters.addObject().put("name", parameter.name());
            number(each, "default", parameter.standard());
            number(each, "min", parameter.min());
            number(each, "max", parameter.max());
            each.put("whole", parameter.whole());
        }
        ArrayNode outputs = node.putArray("outputs");
        for (IndicatorKind.Output output : kind.outputs()) {
            outputs.addObject().put("name", output.name()).put("style", label(output.style()));
        }
        node.put("placement", label(kind.placement()));
        IndicatorKind.Scale scale = kind.scale();
        if (scale != null) {
            node.putObject("range").put("min", scale.min()).put("max", scale.max());
            node.putObject("guides").put("low", scale.low()).put("high", scale.high());
        }
        node.put("warmUp", kind.warmUp());
    }

    private static void number(ObjectNode node, String name, double value) {
        if (value == Math.rint(value)) {
            node.put(name, (long) value);
        } else {
            node.put(name, value);
        }
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
