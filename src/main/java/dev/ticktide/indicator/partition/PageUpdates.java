package dev.ticktide.indicator.partition;

import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.message.LiveUpdate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Gathers the updates of pages from committed entries, until they are taken. Confined to the stage's context. */
final class PageUpdates {

    /** With many symbols their open bars take turns: a screen shows few of them, and provisional values cost more than a fold. */
    private static final int OPEN_BARS_A_TIME = 256;

    private final Predicate<String> watched;
    private final Map<String, Integer> touched = new LinkedHashMap<>();
    private List<BarUpdate> bars = new ArrayList<>();
    private List<LogEntry> metadata = new ArrayList<>();
    private int events;
    private long newestArrival = Long.MIN_VALUE;

    /** @param watched symbols whose raw bars, open bars and metadata are published */
    PageUpdates(Predicate<String> watched) {
        this.watched = watched;
    }

    void add(BarUpdate update) {
        if (update.timeframe().isRaw()) {
            newestArrival = Math.max(newestArrival, update.arrival());
        }
        if (update.isLate() || update.isCorrection()) {
            return; // No bar: the screens get what it changed with the open bars and the summary.
        }
        if (update.timeframe().isRaw() && !watched.test(update.symbol())) {
            return;
        }
        bars.add(update);
    }

    /** Adds a bar of an entry that was committed but not published. */
    void addMissed(BarUpdate update) {
        add(update);
        events++;
    }

    void markTouched(LogEntry entry) {
        String subject = entry.event().subject();
        if (entry.event() instanceof MarketEvent) {
            events++;
        }
        if (entry.event() instanceof Metadata about) {
            if (about.type() == MetadataType.ECONOMIC_INDICATOR || watched.test(subject)) {
                metadata.add(entry);
            }
        } else if (watched.test(subject)) {
            touched.put(subject, entry.partition());
        }
    }

    /**
     * What has been added since the last call, with the present open bars of the touched symbols; empty if nothing has.
     *
     * @param owned a partition by its number, {@code null} if it is not held here
     */
    Optional<LiveUpdate> take(IntFunction<@Nullable OwnedPartition> owned) {
        if (events == 0 && bars.isEmpty() && touched.isEmpty()) {
            return Optional.empty();
        }
        addOpenBars(owned);
        LiveUpdate update = new LiveUpdate(bars, metadata, events, newestArrival);
        bars = new ArrayList<>();
        metadata = new ArrayList<>();
        events = 0;
        newestArrival = Long.MIN_VALUE;
        return Optional.of(update);
    }

    private void addOpenBars(IntFunction<@Nullable OwnedPartition> owned) {
        Iterator<Map.Entry<String, Integer>> next = touched.entrySet().iterator();
        for (int i = 0; i < OPEN_BARS_A_TIME && next.hasNext(); i++) {
            Map.Entry<String, Integer> symbol = next.next();
            OwnedPartition partition = owned.apply(symbol.getValue());
            if (partition != null && !partition.isStale()) {
                bars.addAll(partition.state().openBars(symbol.getKey()));
            }
            next.remove();
        }
    }
}
