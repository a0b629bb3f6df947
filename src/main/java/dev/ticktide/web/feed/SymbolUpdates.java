package dev.ticktide.web.feed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.view.FactView;
import dev.ticktide.web.view.Views;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** What happened to a symbol since the last tick: of its open bars the newest, everything else in full. Confined to one context. */
final class SymbolUpdates {

    private final String symbol;
    private final List<BarUpdate> closed = new ArrayList<>();
    private final Map<Timeframe, BarUpdate> open = new LinkedHashMap<>();
    private final List<Metadata> metadata = new ArrayList<>();
    private int received;
    private long arrival = Long.MAX_VALUE;

    SymbolUpdates(String symbol) {
        this.symbol = symbol;
    }

    void add(BarUpdate update) {
        received++;
        arrival = Math.min(arrival, update.arrival());
        if (update.closed()) {
            closed.add(update);
            BarUpdate before = open.get(update.timeframe());
            if (before != null && before.bar().time() <= update.bar().time()) {
                open.remove(update.timeframe());
            }
        } else {
            open.put(update.timeframe(), update);
        }
    }

    void add(Metadata item) {
        metadata.add(item);
    }

    boolean hasBars() {
        return merged() > 0;
    }

    boolean hasMetadata() {
        return !metadata.isEmpty();
    }

    /** How many updates of bars were added. */
    int received() {
        return received;
    }

    /** How many of them are left. */
    int merged() {
        return closed.size() + open.size();
    }

    /** Of the oldest event of the updates, epoch microseconds. */
    long arrival() {
        return arrival;
    }

    /** @param warmup the indicators that lack bars when there are so many closed ones */
    ObjectNode bars(List<String> indicators, LongFunction<ObjectNode> warmup) {
        ObjectNode node = Json.object();
        node.put("symbol", symbol);
        ArrayNode updates = node.putArray("updates");
        Map<Timeframe, BarUpdate> newest = new LinkedHashMap<>();
        for (BarUpdate update : closed) {
            updates.add(Json.update(update, indicators));
            newest.put(update.timeframe(), update);
        }
        for (BarUpdate update : open.values()) {
            updates.add(Json.update(update, indicators));
            newest.put(update.timeframe(), update);
        }
        ObjectNode lacking = node.putObject("warmup");
        newest.forEach((timeframe, update) -> lacking.set(timeframe.name(), warmup.apply(update.bars())));
        node.put("merged", received);
        return node;
    }

    ObjectNode metadata() {
        ObjectNode node = Json.object();
        node.put("symbol", symbol);
        ArrayNode items = node.putArray("items");
        metadata.forEach(item -> items.add(Views.tree(FactView.of(item))));
        return node;
    }
}
