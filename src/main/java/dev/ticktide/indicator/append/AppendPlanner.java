package dev.ticktide.indicator.append;

import dev.ticktide.indicator.append.AppendDraft.Verdict;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.MarketEvent;
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
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Decides for each event of some requests whether it is new, late, a duplicate or in conflict with what is stored, and
 * assigns the accepted ones their seq in their partition's log. A request is planned completely or not at all.
 *
 * <p>An event later than everything of its subject and kind can't be stored yet; only the others have to be looked up,
 * which {@link #possiblyStored} lists. Plain and synchronous; nothing is decided for good until the plan has been committed.
 */
public final class AppendPlanner {

    private final IntFunction<PartitionState> states;
    private final SymbolLimit symbols;

    /**
     * @param states the state of an owned partition
     * @param knownSymbols every symbol there is a row for; those of a stored plan are added to it
     */
    public AppendPlanner(
            IntFunction<PartitionState> states, Set<String> knownSymbols, int maxSymbols, Companies companies) {
        this.states = states;
        this.symbols = new SymbolLimit(knownSymbols, maxSymbols, companies);
    }

    /** The reply to each request, in their order, and what has to be stored for them. */
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

    /** Notes that a plan is stored. */
    void stored(Plan plan) {
        plan.newSymbols().forEach(symbols::add);
    }

    /** The events that may be stored already, by partition. */
    Map<Integer, List<MarketEvent>> possiblyStored(List<AppendRequest> requests) {
        Map<Integer, List<MarketEvent>> found = new HashMap<>();
        for (AppendRequest request : requests) {
            for (int i = 0; i < request.events().size(); i++) {
                addIfPossiblyStored(
                        found, request.partitions().get(i), request.events().get(i));
            }
        }
        return found;
    }

    /** @param found what was found of what {@link #possiblyStored} listed */
    Plan plan(List<AppendRequest> requests, Found found) {
        AppendDraft draft = new AppendDraft(states, symbols, found);
        List<AppendReply> replies = new ArrayList<>(requests.size());
        for (AppendRequest request : requests) {
            replies.add(plan(request, draft));
        }
        return new Plan(replies, draft.entries(), draft.newSymbols());
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
                if (proposal.decision() instanceof NewGeneration && !symbols.isKnown(symbol)) {
                    newSymbols.add(symbols.info(symbol, partition));
                }
            }
        }
        return new Plan(List.of(), entries, newSymbols);
    }

    private AppendReply plan(AppendRequest request, AppendDraft draft) {
        int mark = draft.size();
        int[] counts = new int[Verdict.values().length];
        List<Integer> conflicts = new ArrayList<>();
        OnConflict onConflict = onConflict(request);
        for (int i = 0; i < request.events().size(); i++) {
            Verdict verdict = draft.decide(
                    request.partitions().get(i),
                    request.arrival(),
                    request.events().get(i),
                    onConflict);
            counts[verdict.ordinal()]++;
            if (verdict == Verdict.CONFLICT) {
                conflicts.add(i);
            }
        }
        AppendReply reply = reply(counts, conflicts, onConflict);
        if (reply.status() != AppendReply.Status.STORED) {
            draft.takeBack(mark);
        }
        return reply;
    }

    private static AppendReply reply(int[] counts, List<Integer> conflicts, OnConflict onConflict) {
        if (!conflicts.isEmpty() && onConflict == OnConflict.REJECT) {
            return new AppendReply(AppendReply.Status.CONFLICT, 0, 0, 0, conflicts);
        }
        if (counts[Verdict.REMOVED.ordinal()] > 0) {
            return AppendReply.refused(AppendReply.Status.REMOVED);
        }
        if (counts[Verdict.SYMBOL_LIMIT.ordinal()] > 0) {
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

    private void addIfPossiblyStored(Map<Integer, List<MarketEvent>> found, int partition, MarketEvent event) {
        OptionalLong last = AppendDraft.lastTime(states.apply(partition), event);
        if (last.isPresent() && event.time() <= last.getAsLong()) {
            found.computeIfAbsent(partition, unused -> new ArrayList<>()).add(event);
        }
    }

    /** Whether a symbol is new and the limit leaves no room for it. */
    public boolean isOverSymbolLimit(String symbol) {
        return symbols.isOver(symbol);
    }
}
