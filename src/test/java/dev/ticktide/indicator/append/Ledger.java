package dev.ticktide.indicator.append;

import dev.ticktide.market.Candle;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an append has to answer, by the plainest means: everything ever stored, copied before each request. */
final class Ledger {

    private final int maxSymbols;
    private Map<List<Object>, List<MarketEvent>> stored = new HashMap<>();
    private Map<List<Object>, Long> newest = new HashMap<>();
    private Set<String> symbols = new HashSet<>();

    Ledger(int maxSymbols) {
        this.maxSymbols = maxSymbols;
    }

    AppendReply append(AppendRequest request) {
        Map<List<Object>, List<MarketEvent>> storedBefore = new HashMap<>(stored);
        Map<List<Object>, Long> newestBefore = new HashMap<>(newest);
        Set<String> symbolsBefore = new HashSet<>(symbols);
        int[] counts = new int[3];
        List<Integer> conflicts = new ArrayList<>();
        boolean overLimit = false;
        for (int i = 0; i < request.events().size(); i++) {
            String verdict = place(request.events().get(i), request.partitions().get(i));
            switch (verdict) {
                case "new" -> counts[0]++;
                case "duplicate" -> counts[1]++;
                case "late" -> {
                    counts[0]++;
                    counts[2]++;
                }
                case "conflict" -> conflicts.add(i);
                default -> overLimit = true;
            }
        }
        if (conflicts.isEmpty() && !overLimit) {
            return new AppendReply(AppendReply.Status.STORED, counts[0], counts[1], counts[2], List.of());
        }
        stored = storedBefore;
        newest = newestBefore;
        symbols = symbolsBefore;
        return conflicts.isEmpty()
                ? AppendReply.refused(AppendReply.Status.SYMBOL_LIMIT)
                : new AppendReply(AppendReply.Status.CONFLICT, 0, 0, 0, conflicts);
    }

    private String place(MarketEvent event, int partition) {
        Object kind = event instanceof Metadata metadata ? metadata.type() : "candle";
        List<Object> stream = List.of(partition, kind, event.subject());
        List<Object> key = List.of(partition, kind, event.subject(), event.time());
        List<MarketEvent> same = stored.getOrDefault(key, List.of());
        if (same.contains(event)) {
            return "duplicate";
        }
        if (event instanceof Candle && !same.isEmpty()) {
            return "conflict";
        }
        if (kind != MetadataType.ECONOMIC_INDICATOR && !symbols.contains(event.subject())) {
            if (symbols.size() >= maxSymbols) {
                return "symbol limit";
            }
            symbols.add(event.subject());
        }
        List<MarketEvent> all = new ArrayList<>(same);
        all.add(event);
        stored.put(key, all);
        return event.time() < newest.merge(stream, event.time(), Math::max) ? "late" : "new";
    }
}
