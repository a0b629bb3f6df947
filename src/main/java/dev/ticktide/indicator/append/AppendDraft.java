package dev.ticktide.indicator.append;

import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.Candle;
import dev.ticktide.market.Correction;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.LogEvent;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.append.OnConflict;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.store.Store.SymbolInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The entries that {@link AppendPlanner} has planned so far, as if they were stored: decides what becomes of the next event.
 * Confined to one thread.
 */
final class AppendDraft {

    /** Each name is kept in memory. As many as a request may hold. */
    private static final int MAX_ECONOMIC_INDICATORS = 10_000;

    /** What to do with an event. */
    enum Verdict {
        NEW,
        LATE,
        DUPLICATE,
        CONFLICT,
        REMOVED,
        REPLACED,
        SYMBOL_LIMIT
    }

    /** What identifies an event up to its values. */
    private record Key(int partition, @Nullable MetadataType type, String subject, long time) {
        static Key of(int partition, MarketEvent event) {
            MetadataType type = event instanceof Metadata metadata ? metadata.type() : null;
            return new Key(partition, type, event.subject(), event.time());
        }
    }

    /** A subject's kind of event within a partition. */
    private record Stream(int partition, @Nullable MetadataType type, String subject) {}

    private final IntFunction<PartitionState> states;
    private final SymbolLimit symbols;

    private final List<LogEntry> entries = new ArrayList<>();
    private final Map<String, SymbolInfo> newSymbols = new LinkedHashMap<>();
    private final Map<Key, List<MarketEvent>> stored = new HashMap<>();
    private final Map<String, Long> lastCandles = new HashMap<>();
    private final Map<Stream, Long> lastMetadata = new HashMap<>();
    private final Set<String> newIndicators = new HashSet<>();
    private final Map<Integer, Long> lastSeq = new HashMap<>();
    private final Set<MarketEvent> removed;
    private @Nullable Map<Key, List<MarketEvent>> planned;

    /** @param found what is stored of the events to come that may be stored */
    AppendDraft(IntFunction<PartitionState> states, SymbolLimit symbols, AppendPlanner.Found found) {
        this.states = states;
        this.symbols = symbols;
        this.removed = found.removed();
        found.stored().values().forEach(rows -> rows.forEach(row -> index(stored, row)));
    }

    List<LogEntry> entries() {
        return entries;
    }

    int size() {
        return entries.size();
    }

    List<SymbolInfo> newSymbols() {
        return List.copyOf(newSymbols.values());
    }

    /** Adds an entry if the event is new, or corrects what is stored. */
    Verdict decide(int partition, long arrival, MarketEvent event, OnConflict onConflict) {
        long last = last(partition, event);
        boolean late = event.time() < last || isClosed(partition, event);
        if (event.time() <= last) {
            Verdict verdict = compare(partition, event);
            if (verdict == Verdict.CONFLICT && onConflict == OnConflict.REPLACE) {
                add(new LogEntry(partition, nextSeq(partition), arrival, false, correction(partition, event)));
                return Verdict.REPLACED;
            }
            if (verdict == Verdict.NEW && removed.contains(event)) {
                return Verdict.REMOVED;
            }
            if (verdict != Verdict.NEW) {
                return verdict;
            }
        }
        if (isOverSymbolLimit(partition, event)) {
            return Verdict.SYMBOL_LIMIT;
        }
        add(new LogEntry(partition, nextSeq(partition), arrival, late, event));
        return late ? Verdict.LATE : Verdict.NEW;
    }

    /** Forgets everything after the first {@code size} entries. */
    void takeBack(int size) {
        if (entries.size() == size) {
            return; // So that a feed full of conflicts, one a request, costs no more than a good one.
        }
        List<LogEntry> kept = new ArrayList<>(entries.subList(0, size));
        entries.clear();
        newSymbols.clear();
        newIndicators.clear();
        lastCandles.clear();
        lastMetadata.clear();
        lastSeq.clear();
        planned = null;
        for (LogEntry entry : kept) {
            if (entry.event() instanceof MarketEvent event) {
                isOverSymbolLimit(entry.partition(), event);
            }
            add(entry);
        }
    }

    private boolean isClosed(int partition, MarketEvent event) {
        return event instanceof Candle && event.time() < states.apply(partition).closedUntil(event.subject());
    }

    private Verdict compare(int partition, MarketEvent event) {
        Key key = Key.of(partition, event);
        if (event instanceof Candle) {
            // Several orders or headlines may carry one timestamp; a candle is the only one of its time.
            Candle current = current(key);
            return current == null ? Verdict.NEW : current.equals(event) ? Verdict.DUPLICATE : Verdict.CONFLICT;
        }
        boolean isThere = stored.getOrDefault(key, List.of()).contains(event)
                || planned().getOrDefault(key, List.of()).contains(event);
        return isThere ? Verdict.DUPLICATE : Verdict.NEW;
    }

    private Correction correction(int partition, MarketEvent event) {
        Candle candle = (Candle) event;
        return new Correction(candle, Objects.requireNonNull(current(Key.of(partition, candle))));
    }

    /** The candle that holds for its symbol and time, corrections included. */
    private @Nullable Candle current(Key key) {
        List<MarketEvent> candles = planned().getOrDefault(key, stored.getOrDefault(key, List.of()));
        return candles.isEmpty() ? null : (Candle) candles.get(candles.size() - 1);
    }

    private void add(LogEntry entry) {
        entries.add(entry);
        LogEvent event = entry.event();
        if (event instanceof Metadata metadata) {
            lastMetadata.merge(
                    new Stream(entry.partition(), metadata.type(), metadata.subject()), event.time(), Math::max);
        } else {
            lastCandles.merge(event.subject(), event.time(), Math::max);
        }
        lastSeq.put(entry.partition(), entry.seq());
        if (planned != null) {
            index(planned, entry);
        }
    }

    private long last(int partition, MarketEvent event) {
        Long planned = event instanceof Metadata metadata
                ? lastMetadata.get(new Stream(partition, metadata.type(), metadata.subject()))
                : lastCandles.get(event.subject());
        long committed = lastTime(states.apply(partition), event).orElse(Long.MIN_VALUE);
        return planned == null ? committed : Math.max(planned, committed);
    }

    private long nextSeq(int partition) {
        Long last = lastSeq.get(partition);
        return 1 + (last == null ? states.apply(partition).seq() : last);
    }

    /** Built only when an event is not later than the last one, which is rare. */
    private Map<Key, List<MarketEvent>> planned() {
        if (planned == null) {
            planned = new HashMap<>();
            for (LogEntry entry : entries) {
                index(planned, entry);
            }
        }
        return planned;
    }

    private void index(Map<Key, List<MarketEvent>> index, LogEntry entry) {
        MarketEvent event =
                entry.event() instanceof Correction correction ? correction.candle() : (MarketEvent) entry.event();
        index.computeIfAbsent(Key.of(entry.partition(), event), unused -> new ArrayList<>(1))
                .add(event);
    }

    private boolean isOverSymbolLimit(int partition, MarketEvent event) {
        String symbol = event.subject();
        if (event instanceof EconomicIndicator) {
            return isOverEconomyLimit(states.apply(partition), symbol);
        }
        if (symbols.isKnown(symbol) || newSymbols.containsKey(symbol)) {
            return false;
        }
        if (symbols.isFull(newSymbols.size())) {
            return true;
        }
        newSymbols.put(symbol, symbols.info(symbol, partition));
        return false;
    }

    private boolean isOverEconomyLimit(PartitionState economy, String name) {
        if (newIndicators.contains(name)
                || economy.lastMetadataTime(name, MetadataType.ECONOMIC_INDICATOR)
                        .isPresent()) {
            return false;
        }
        if (economy.economyCount() + newIndicators.size() >= MAX_ECONOMIC_INDICATORS) {
            return true;
        }
        newIndicators.add(name);
        return false;
    }

    /** Time of the latest event of the same subject and kind, epoch microseconds. */
    static OptionalLong lastTime(PartitionState state, MarketEvent event) {
        return event instanceof Metadata metadata
                ? state.lastMetadataTime(metadata.subject(), metadata.type())
                : state.lastCandleTime(event.subject());
    }
}
