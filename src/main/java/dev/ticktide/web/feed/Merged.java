package dev.ticktide.web.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.web.board.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Merges several messages of one address and type into one with the same final state. */
final class Merged {

    private static final Set<String> TYPES = Set.of("status", "board", "bars", "metadata", "study");

    private final String type;
    /** The newest element by array and key. */
    private final Map<String, Map<String, JsonNode>> newest = new LinkedHashMap<>();

    private final Map<String, List<JsonNode>> all = new LinkedHashMap<>();
    private final ObjectNode warmup = Json.object();
    private @Nullable FeedMessage last;
    private int size;
    private int kept;
    private long updates;

    Merged(String type) {
        this.type = type;
    }

    static boolean canTake(String type) {
        return TYPES.contains(type);
    }

    int size() {
        return size;
    }

    int kept() {
        return kept;
    }

    /** How many array elements are held. */
    int elements() {
        return kept + newest.values().stream().mapToInt(Map::size).sum();
    }

    void add(FeedMessage message) {
        ObjectNode body = message.body();
        switch (type) {
            case "board" -> {
                keepNewest("rows", body);
                keepNewest("summaries", body);
            }
            case "bars" -> {
                body.path("updates")
                        .forEach(update ->
                                keep("updates", update.path("timeframe").asText(), update));
                if (body.get("warmup") instanceof ObjectNode needed) {
                    warmup.setAll(needed);
                }
                updates += body.path("merged").asLong(body.path("updates").size());
            }
            case "study" -> body.path("points").forEach(point -> keep("points", "", point));
            case "metadata" -> body.path("items").forEach(item -> keepAll("items", item));
            default -> {}
        }
        last = message;
        size++;
    }

    FeedMessage message(String address, long prev, long now) {
        if (last == null) {
            throw new IllegalStateException("nothing to send");
        }
        if (size == 1) {
            return last.prev() == prev ? last : last.after(prev);
        }
        ObjectNode body = Json.object();
        body.setAll(last.body());
        switch (type) {
            case "board" -> {
                fill(body, "rows");
                fill(body, "summaries");
            }
            case "bars" -> {
                fill(body, "updates");
                body.set("warmup", warmup);
                body.put("merged", updates);
            }
            case "study" -> fill(body, "points");
            case "metadata" -> fill(body, "items");
            default -> {}
        }
        return FeedMessage.of(address, body, type, last.feed(), last.seq(), prev, now);
    }

    private void keepNewest(String array, ObjectNode body) {
        Map<String, JsonNode> elements = newest.computeIfAbsent(array, unused -> new LinkedHashMap<>());
        body.path(array).forEach(each -> elements.put(RowText.symbolOf(each), each));
    }

    /** Closed ones all, of open ones the newest. */
    private void keep(String array, String series, JsonNode bar) {
        Map<String, JsonNode> open = newest.computeIfAbsent(array, unused -> new LinkedHashMap<>());
        if (!bar.path("closed").asBoolean()) {
            open.put(series, bar);
            return;
        }
        keepAll(array, bar);
        JsonNode held = open.get(series);
        if (held != null && held.path("time").asDouble() <= bar.path("time").asDouble()) {
            open.remove(series);
        }
    }

    private void keepAll(String array, JsonNode element) {
        all.computeIfAbsent(array, unused -> new ArrayList<>()).add(element);
        kept++;
    }

    private void fill(ObjectNode body, String name) {
        ArrayNode array = body.putArray(name);
        array.addAll(all.getOrDefault(name, List.of()));
        array.addAll(newest.getOrDefault(name, Map.of()).values());
    }
}
