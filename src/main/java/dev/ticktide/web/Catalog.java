package dev.ticktide.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.market.IndicatorName;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Every indicator there is, told to those who choose one for a chart. */
final class Catalog {

    private Catalog() {}

    /** @param bounds of the scale, lowest, lower guide, upper guide, highest; {@code null} for one on the scale of the price */
    private record Entry(String title, String description, int standard, String warmUp, double @Nullable [] bounds) {}

    private static Entry entry(IndicatorName.Kind kind) {
        return switch (kind) {
            case SMA ->
                new Entry(
                        "Simple moving average",
                        "mean of the last closes",
                        20,
                        "The first value comes with as many bars as the period.",
                        null);
            case EMA ->
                new Entry(
                        "Exponential moving average",
                        "mean that weighs newer closes more: alpha 2/(period+1), seeded with the mean of the first closes",
                        20,
                        "The first value comes with as many bars as the period.",
                        null);
            case RSI ->
                new Entry(
                        "Relative strength index",
                        "Wilder's share of gains in all moves, from 0 to 100",
                        14,
                        "The first value comes with one bar more than the period.",
                        new double[] {0, 30, 70, 100});
        };
    }

    static ArrayNode json() {
        ArrayNode all = Json.array();
        for (IndicatorName.Kind kind : IndicatorName.Kind.values()) {
            Entry entry = entry(kind);
            ObjectNode node = all.addObject();
            node.put("name", kind.name().toLowerCase(Locale.ROOT));
            node.put("title", entry.title);
            node.put("description", entry.description);
            node.putArray("parameters")
                    .addObject()
                    .put("name", "period")
                    .put("default", entry.standard)
                    .put("min", 1)
                    .put("max", IndicatorName.MAX_PERIOD);
            node.put("placement", entry.bounds == null ? "price" : "own");
            if (entry.bounds != null) {
                node.putObject("range").put("min", entry.bounds[0]).put("max", entry.bounds[3]);
                node.putObject("guides").put("low", entry.bounds[1]).put("high", entry.bounds[2]);
            }
            node.put("warmUp", entry.warmUp);
        }
        return all;
    }
}
