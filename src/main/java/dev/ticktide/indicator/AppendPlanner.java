package dev.ticktide.indicator;

import dev.ticktide.market.Candle;
import dev.ticktide.market.Correction;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.LogEvent;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.NewGeneration;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.market.append.Intake;
import dev.ticktide.market.append.OnConflict;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.reference.Companies;
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
 * Decides for each event of some requests whether it is new, late, a duplicate or in conflict with what is stored, and
 * assigns the accepted ones their seq in their partition's log. A request is planned completely or not at all.
 *
 * <p>An event later than everything of its subject and kind can't be stored yet; only the others have to be looked up,
 * which {@link #doubtful} lists. Plain and synchronous; nothing is decided for good until the plan has been committed.
 */
final class AppendPlanner {

    /** Each name is kept in memory. As many as a request may hold. */
    private static final int MAX_ECONOMIC_INDICATORS = 10_000;

    private final IntFunction<PartitionState> states;
    private final Set<String> knownSymbols;
    private final int maxSymbols;
    private final Companies companies;

    /**
     * @param states the state of an owned partition
     * @param knownSymbols every symbol there is a row for; those of a stored plan are added to it
     */
    AppendPlanner(IntFunction<PartitionState> states, Set<String> knownSymbols, int maxSymbols, Companies companies) {
        this.states = states;
        this.knownSymbols = knownSymbols;
        this.maxSymbols = maxSymbols;
        this.companies = companies;
    }

    /** What becomes of the requests, in their order, and what has to be stored for that. */
    record Plan(List<AppendReply> replies, List<LogEntry> entries, List<SymbolInfo> newSymbols) {}

    /**
     * What is stored of some events.
     *
     * @param stored the entries with their identity, by partition
     * @param removed those without an entry that may have had one, removed for its age since
     */
    record Found(Map<Integer, List<LogEntry>> stored, Set<MarketEvent> removed) {
        static final Found NOTHING = new Found(Map.of(), Set.of());
    }

    private enum Verdict {
        NEW,
        LATE,
        DUPLICATE,
        CONFLICT,
        REMOVED,
        REPLACED,
        SYMBOL_LIMIT
    }

    /** Notes that a plan is stored. */
    void stored(Plan plan) {
        plan.newSymbols().forEach(info -> knownSymbols.add(info.symbol()));
    }

    /** The events that may be stored already, by partition. */
    Map<Integer, List<MarketEvent>> doubtful(List<AppendRequest> requests) {
        Map<Integer, List<MarketEvent>> doubtful = new HashMap<>();
        for (AppendRequest request : requests) {
            for (int i = 0; i < request.events().size(); i++) {
                addIfDoubtful(
                        doubtful, request.partitions().get(i), request.events().get(i));
            }
        }
        return doubtful;
    }

    /** @param found what was found of what {@link #doubtful} listed */
    Plan plan(List<AppendRequest> requests, Found found) {
        Draft draft = new Draft(found);
        List<AppendReply> replies = new ArrayList<>(requests.size());
        for (AppendRequest request : requests) {
            replies.add(plan(request, draft));
        }
        return new Plan(replies, draft.entries, List.copyOf(draft.newSymbols.values()));
    }

    /** Entries for what is still to be decided, now that everything before it has been folded. */
    Plan plan(List<Proposal> proposals) {
        Map<Integer, Long> lastSeq = new HashMap<>();
        List<LogEntry> entries = new ArrayList<>(proposals.size());
        List<SymbolInfo> newSymbols = new ArrayList<>();
        for (Proposal proposal : proposals) {
            int partition = proposal.partition();
            PartitionState state = states.apply(partition);
            if (proposal.wanted().test(state)) {
                long seq = lastSeq.merge(partition, state.seq() + 1, (last, first) -> last + 1);
                entries.add(new LogEntry(partition, seq, proposal.arrival(), false, proposal.decision()));
                String symbol = proposal.decision().subject();
                if (proposal.decision() instanceof NewGeneration && !knownSymbols.contains(symbol)) {
                    newSymbols.add(info(symbol, partition));
                }
            }
        }
        return new Plan(List.of(), entries, newSymbols);
    }

    private AppendReply plan(AppendRequest request, Draft draft) {
        int mark = draft.entries.size();
        int[] counts = new int[Verdict.values().length];
        List<Integer> conflicts = new ArrayList<>();
        OnConflict onConflict = onConflict(request);
        for (int i = 0; i < request.events().size(); i++) {
            Verdict verdict = draft.place(
                    request.partitions().get(i),
                    request.arrival(),
                    request.events().get(i),
                    onConflict);
            counts[verdict.ordinal()]++;
            if (verdict == Verdict.CONFLICT) {
                conflicts.add(i);
            }
        }
        if (!conflicts.isEmpty() && onConflict == OnConflict.REJECT) {
            draft.takeBack(mark);
            return new AppendReply(AppendReply.Status.CONFLICT, 0, 0, 0, conflicts);
        }
        if (counts[Verdict.REMOVED.ordinal()] > 0) {
            draft.takeBack(mark);
            return AppendReply.refused(AppendReply.Status.REMOVED);
        }
        if (counts[Verdict.SYMBOL_LIMIT.ordinal()] > 0) {
            draft.takeBack(mark);
            return AppendReply.refused(AppendReply.Status.SYMBOL_LIMIT);
        }
        int late = counts[Verdict.LATE.ordinal()];
        return new AppendReply(
                AppendReply.Status.STORED,
                counts[Verdict.NEW.ordinal()] + late,
                counts[Verdict.DUPLICATE.ordinal()],
                late,
                counts[Verdict.REPLACED.ordinal()],
                conflicts);
    }

    private static OnConflict onConflict(AppendRequest request) {
        return request.intake() instanceof Intake.Live live ? live.onConflict() : OnConflict.REJECT;
    }

    private void addIfDoubtful(Map<Integer, List<MarketEvent>> doubtful, int partition, MarketEvent event) {
        OptionalLong last = lastTime(states.apply(partition), event);
        if (last.isPresent() && event.time() <= last.getAsLong()) {
            doubtful.computeIfAbsent(partition, unused -> new ArrayList<>()).add(event);
        }
    }

    private static OptionalLong lastTime(PartitionState state, MarketEvent event) {
        return event instanceof Metadata metadata
                ? state.lastMetadataTime(metadata.subject(), metadata.type())
                : state.lastCandleTime(event.subject());
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

    /** The entries planned so far, as if they were stored. */
    private final class Draft {

        private final List<LogEntry> entries = new ArrayList<>();
        private final Map<String, SymbolInfo> newSymbols = new LinkedHashMap<>();
        private final Map<Key, List<MarketEvent>> stored = new HashMap<>();
        private final Map<String, Long> lastCandles = new HashMap<>();
        private final Map<Stream, Long> lastMetadata = new HashMap<>();
        private final Set<String> newIndicators = new HashSet<>();
        private final Map<Integer, Long> lastSeq = new HashMap<>();
        private final Set<MarketEvent> removed;
        private @Nullable Map<Key, List<MarketEvent>> planned;

        Draft(Found found) {
            removed = found.removed;
            found.stored.values().forEach(rows -> rows.forEach(row -> index(stored, row)));
        }

        Verdict place(int partition, long arrival, MarketEvent event, OnConflict onConflict) {
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
            return event instanceof Candle
                    && event.time() < states.apply(partition).closedUntil(event.subject());
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
            if (knownSymbols.contains(symbol) || newSymbols.containsKey(symbol)) {
                return false;
            }
            if (knownSymbols.size() + newSymbols.size() >= maxSymbols) {
                return true;
            }
            newSymbols.put(symbol, info(symbol, partition));
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
    }

    private SymbolInfo info(String symbol, int partition) {
        Companies.Company company = companies.of(symbol);
        return new SymbolInfo(
                symbol, partition, company == null ? null : company.name(), company == null ? null : company.sector());
    }

    /** Whether there is no room for a symbol of which nothing has been stored. */
    boolean isOverSymbolLimit(String symbol) {
        return !knownSymbols.contains(symbol) && knownSymbols.size() >= maxSymbols;
    }
}
