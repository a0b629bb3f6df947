package dev.ticktide.web.board;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.web.view.Millis;
import java.util.List;

/**
 * The parts of feed messages that are written by hand, in the form that views have: times as epoch milliseconds with the
 * microseconds as a fraction, NaN as null.
 */
public final class Json {

    /** Thread-safe; writes trees as they are. */
    public static final ObjectMapper MAPPER = new ObjectMapper();

    private static final double MICROS_PER_MILLI = 1_000;

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /**
     * Puts a time: a whole number when it has no fraction of a millisecond.
     *
     * @param micros epoch microseconds
     */
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

    /** As {@link Millis#age}. */
    public static void age(ObjectNode node, String name, long arrival, long now) {
        node.put(name, Millis.age(arrival, now));
    }

    /** Puts a number; null if it is not finite. */
    public static void number(ObjectNode node, String name, double value) {
        node.put(name, Double.isFinite(value) ? (Double) value : null);
    }

    /** Puts the fields of a bar. */
    public static void bar(ObjectNode node, Bar bar) {
        time(node, "time", bar.time());
        node.put("open", bar.open());
        node.put("high", bar.high());
        node.put("low", bar.low());
        node.put("close", bar.close());
        node.put("volume", bar.volume());
    }

    /**
     * A bar with the values of its indicators.
     *
     * @param names of the columns, in the order of the values
     */
    public static ObjectNode update(BarUpdate update, List<String> names) {
        ObjectNode node = object();
        node.put("timeframe", update.timeframe().name());
        node.put("closed", update.closed());
        bar(node, update.bar());
        node.set("values", values(update.values(), names));
        node.put("seq", update.seq());
        return node;
    }

    /** The values by the names of their columns. */
    public static ObjectNode values(double[] values, List<String> names) {
        ObjectNode node = object();
        for (int i = 0; i < names.size(); i++) {
            number(node, names.get(i), values[i]);
        }
        return node;
    }
}
