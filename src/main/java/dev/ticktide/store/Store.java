package dev.ticktide.store;

import dev.ticktide.market.Candle;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The stored data of the system. A write completes when it is on disk (fsync), in the order of the calls. It fails with
 * a {@link StoreException} whose kind says whether nothing was written or the outcome is unknown. Writes that carry a
 * {@link Fence} fail with {@link StaleOwnerException}, and change nothing, when the fence's epoch is no longer the
 * partition's.
 *
 * <p>Each write is atomic: readers see all of it or nothing. Writes that wait at the same time may share a transaction,
 * but one that the database refuses does not make the others fail. A read sees every write that had completed before
 * the call, and fails with a {@link StoreException} too: {@link StoreException.Kind#BUSY} if too many reads wait. The
 * SQLite store also checks what it reads: {@link StoreException.Kind#DAMAGED} if a row does not match its checksum or
 * an entry of the log is missing.
 *
 * <p>Thread-safe; never blocks the caller. Results complete on the store's own threads, so callers switch to their
 * context first. Times are epoch microseconds unless stated otherwise.
 */
public interface Store extends AutoCloseable {

    /** The number of partitions, fixed when the store was created. */
    int partitions();

    /**
     * A description of damage found in the stored data, for operators; {@code null} while none was found. From then on
     * every write fails with {@link StoreException.Kind#DAMAGED}, until the data was repaired or restored and the
     * process started again.
     */
    default @Nullable String damage() {
        return null;
    }

    // Ownership

    /**
     * The owners of a stage's partitions, by partition; partitions that were never claimed are absent. A released one
     * has the owner {@link Owner#NOBODY}.
     */
    CompletionStage<Map<Integer, Owner>> owners(String stage);

    /**
     * Makes {@code node} the owner of a partition if its epoch is still {@code expectedEpoch} (0: never claimed).
     * Returns the new epoch, {@code expectedEpoch + 1}, or empty if another node was faster. Of several nodes that
     * expect the same epoch exactly one becomes the owner; from then on every write with an older fence fails.
     */
    CompletionStage<OptionalLong> claim(String stage, int partition, long expectedEpoch, String node);

    /**
     * Releases a partition, so that the next owner need not wait: its owner becomes {@link Owner#NOBODY}, its epoch
     * stays. Does nothing if the epoch is outdated.
     */
    CompletionStage<Void> release(Fence fence);

    /**
     * Stores a heartbeat of a node, and removes nodes whose last heartbeat is older than {@code forgetBefore}.
     *
     * @param beat epoch milliseconds; other nodes only check whether it changes
     * @param forgetBefore epoch milliseconds
     */
    CompletionStage<Void> beat(String node, long beat, long forgetBefore);

    /** The last heartbeat of every node, epoch milliseconds by node. */
    CompletionStage<Map<String, Long>> beats();

    /**
     * The time of the database's clock, which all nodes share, in epoch microseconds. It may go back when that clock is
     * set.
     */
    CompletionStage<Long> now();

    // The log

    /**
     * The stored entries that have the identity of one of {@code events}: (symbol, time), for metadata also the kind.
     * The corrections of candles follow after the candles, in the order in which they were made; otherwise the order is
     * undefined. A candle that came with a load is an entry with the seq of a generation of its symbol, arrival 0 and
     * not late.
     */
    CompletionStage<List<LogEntry>> find(int partition, Collection<? extends MarketEvent> events);

    /**
     * Appends entries together with closed bars and raised signals in one transaction. The caller numbers the entries,
     * each partition's without a gap. Bars, symbols and outbox rows that are stored already stay as they are, so that
     * the same bars may come again after a crash.
     */
    CompletionStage<Void> append(Append append);

    /**
     * The entries of a partition after {@code afterSeq}, in order, at most {@code limit}. Beyond the beginning of a
     * shortened log their numbers have no gap.
     */
    CompletionStage<List<LogEntry>> tail(int partition, long afterSeq, int limit);

    // The past of symbols

    /**
     * Stores historical candles beside the log; they are not visible until their load is part of a generation. Candles
     * that are stored already with the same values are skipped, so a part may be sent again. All of the part is stored
     * or, if the result is a refusal or has conflicts, nothing of it; what earlier parts have stored stays.
     *
     * @param fences one of each partition in {@code partitions}
     * @param partitions of each candle
     */
    CompletionStage<Staged> stageHistory(List<Fence> fences, Part part, List<Candle> candles, List<Integer> partitions);

    /** The {@link Generation#made} of the generation that contains a load; empty if the load is not part of one. */
    CompletionStage<Optional<byte[]>> made(long load);

    /**
     * The partitions with loads that were last extended before {@code touchedBefore}, or whose removal is not complete.
     *
     * @param touchedBefore epoch microseconds
     */
    CompletionStage<List<Integer>> abandonedLoads(long touchedBefore);

    /**
     * Abandons loads of a partition that were last extended before {@code touchedBefore} (epoch microseconds) and
     * removes at most {@code limit} of their candles; 0 when none are left, otherwise at least 1. The rest goes with
     * the next calls. The store remembers the names for 7 days, and refuses a further part with
     * {@link Staged.Refusal#GIVEN_UP} unless it begins the load again.
     */
    CompletionStage<Integer> giveUpLoads(Fence fence, long touchedBefore, int limit);

    /** The load of a symbol by name, if it is not part of a generation yet and was not given up. */
    CompletionStage<Optional<OpenLoad>> openLoad(String symbol, String load);

    /**
     * Removes all bars of a load, those of an attempt that a crash or a takeover ended. Do not call it for a load that
     * is part of a generation.
     */
    CompletionStage<Void> clearStagedBars(Fence fence, long load);

    /**
     * Stores bars of a generation that is being built, and keeps those that are stored already; they are not visible
     * yet. Bars of an attempt that failed stay until {@link #clearStagedBars}, or until the load is given up and
     * removed.
     */
    CompletionStage<Void> stageBars(Fence fence, long load, List<ClosedBar> bars);

    /**
     * The candles of a symbol after {@code afterTime} in order of time, at most {@code limit}: those in the log before
     * an entry, those of earlier generations, and those of a load. One for each time, with its original values: that in
     * the log rather than a loaded one, and of two loaded ones that of the load that began first.
     *
     * @param beforeSeq entries of the log and generations from this seq on do not count
     * @param load the number of a load whose candles count whether it is part of a generation or not
     * @param afterTime {@link Long#MIN_VALUE} to begin with the first candle
     */
    CompletionStage<List<Candle>> past(
            int partition, String symbol, long beforeSeq, long load, long afterTime, int limit);

    /**
     * Removes some thousand bars of a symbol's earlier generations; returns whether there may be more. Their candles
     * stay, because later generations are built from them.
     */
    CompletionStage<Boolean> tidyHistory(Fence fence, String symbol);

    // Snapshots and cursors

    /**
     * Stores a snapshot of a stage's partition state, in place of one of the same seq, and removes snapshots that are
     * no longer needed: a replay from the slowest cursor, and the beginning of a shortened log, keep theirs.
     */
    CompletionStage<Void> saveSnapshot(Fence fence, Snapshot snapshot);

    /**
     * Snapshots of a partition taken at or before {@code atMostSeq}, newest first, of many the newest; also that at the
     * beginning of a shortened log, and none before. Several, because the newest may turn out to be unreadable.
     */
    CompletionStage<List<Snapshot>> snapshots(String stage, int partition, long atMostSeq);

    /**
     * Removes a snapshot that could not be read, so that no later replay begins with it. It has no fence: what can't be
     * read is of no use to any owner. Does nothing if it is not stored.
     */
    CompletionStage<Void> dropSnapshot(String stage, int partition, long seq);

    /**
     * The seq up to which a stage has committed, by partition; a partition without a commit is absent. Never goes back.
     */
    CompletionStage<Map<Integer, Long>> cursors(String stage);

    // Retention

    /** The seq after which each shortened log begins, by partition; complete logs are absent. */
    CompletionStage<Map<Integer, Long>> logBases();

    /**
     * Moves the beginning of a log to a kept indicator snapshot before which no entry is needed any more; returns the
     * seq after which the log begins now, 0 if it is complete. Removes no rows yet: call {@link #removeEntries} until
     * it returns 0. May keep the newest snapshot as a later beginning.
     */
    CompletionStage<Long> shorten(Fence fence, Keep keep);

    /**
     * Removes at most {@code limit} rows of each kind (candles, metadata, decisions, loaded candles) from before the
     * beginning of a log; returns their number, 0 when nothing is left to remove. Remembers for each subject the latest
     * time removed, see {@link #removed}.
     */
    CompletionStage<Integer> removeEntries(Fence fence, int limit);

    /**
     * Removes bars of a partition's symbols that begin before {@code before} (epoch microseconds), but only up to a
     * checkpoint, so that later values can still be computed; returns their number. One call removes at most twice
     * {@code limit} bars.
     */
    CompletionStage<Integer> removeBars(Fence fence, Collection<Timeframe> timeframes, long before, int limit);

    /**
     * Those of some events that may have been stored and removed: of their subject and kind one at least as late has
     * been. Whether just they were stored is no longer known.
     */
    CompletionStage<List<MarketEvent>> removed(int partition, Collection<? extends MarketEvent> events);

    // Signals and scores

    /**
     * Stores signals with their outbox rows and moves the cursor, in one transaction. What is stored already stays as
     * it is, and a cursor never goes back, so that the same commit may be repeated.
     */
    CompletionStage<Void> commitSignals(List<Fence> fences, Raised raised);

    /**
     * Stores scores and moves the aggregate stage's cursor, in one transaction. A score that is stored already stays.
     */
    CompletionStage<Void> commitScores(List<Fence> fences, Map<Integer, Long> cursors, List<SignalScore> scores);

    // The outbox

    // All times are the database's: a node whose own clock is ahead would take what others are sending.

    /**
     * Takes up to {@code limit} rows of a channel that are due and not leased, and leases them to {@code node} until
     * {@code leaseUntil}: those due first come first. No two nodes have a lease of one row at the same time. A row of a
     * node that dies is due again when its lease ends.
     */
    CompletionStage<List<Notification>> leaseOutbox(String node, String channel, long now, long leaseUntil, int limit);

    /**
     * Moves the end of the leases that {@code node} still holds on these rows. Rows leased by another node meanwhile
     * are left alone, and the caller does not learn which.
     */
    CompletionStage<Void> renewOutbox(String node, Collection<String> ids, long leaseUntil);

    /**
     * Writes back how attempts ended and ends their leases. A row leased by another node meanwhile is left alone. A row
     * settled as pending is due again at its {@code nextAttemptAt}.
     */
    CompletionStage<Void> settleOutbox(String node, List<Notification> results);

    /** The number of outbox rows waiting to be sent on all channels, leased ones included. */
    CompletionStage<Long> outboxBacklog();

    // Reading

    /**
     * Candles with their places in the log, by time, oldest first, one for each time, with their original values. The
     * newest generation has placed all candles before it in order of time: they have its seq and are not late. Loaded
     * ones have arrival 0.
     *
     * @param late whether candles that came late are wanted: they are history, but no bar was ever made of them on raw
     */
    CompletionStage<List<LogEntry>> candleEntries(String symbol, Range range, boolean late);

    /** The candles alone, as {@link #candleEntries} has them. */
    default CompletionStage<List<Candle>> candles(String symbol, Range range, boolean late) {
        return candleEntries(symbol, range, late)
                .thenApply(entries ->
                        entries.stream().map(entry -> (Candle) entry.event()).toList());
    }

    /** All candles, late ones too. */
    default CompletionStage<List<Candle>> candles(String symbol, Range range) {
        return candles(symbol, range, true);
    }

    /**
     * The values that corrections in the log before the entry {@code beforeSeq} have set for candles of a symbol with
     * {@code from <= time <= to} (epoch microseconds), oldest first; of several corrections of a candle the last.
     * {@link #candles} returns the original values, of which raw bars are made.
     */
    CompletionStage<List<Candle>> corrections(String symbol, long from, long to, long beforeSeq);

    /**
     * Closed bars of a clock-aligned timeframe, oldest first: those of the newest generation, and outside its span
     * those that the log has made.
     */
    CompletionStage<List<Bar>> bars(String symbol, Timeframe timeframe, Range range);

    /**
     * The newest checkpoint of a symbol and timeframe whose bar came before {@code time}; none from before the newest
     * generation.
     */
    CompletionStage<Optional<Checkpoint>> checkpoint(String symbol, Timeframe timeframe, long time);

    /**
     * Signals with their scores by the end of their bar, newest first. Those of an earlier generation that the newest
     * one does not raise are left out.
     */
    CompletionStage<List<StoredSignal>> signals(SignalQuery query);

    /** A signal by id, also one of an earlier generation; empty if there is none. */
    CompletionStage<Optional<StoredSignal>> signal(String id);

    /**
     * The newest of a range, newest first, whatever {@link Range#oldest} says; economic indicators are those of every
     * symbol. {@code null} is no filter.
     */
    CompletionStage<List<Metadata>> metadata(@Nullable String symbol, @Nullable MetadataType type, Range range);

    /** The newest there are. */
    default CompletionStage<List<Metadata>> metadata(@Nullable String symbol, @Nullable MetadataType type, int limit) {
        return metadata(symbol, type, Range.last(limit));
    }

    /**
     * All outbox rows, newest first, beginning after the row {@code before} (creation time, id) if given. Sent and
     * failed ones stay.
     */
    CompletionStage<List<Notification>> notifications(@Nullable PageKey before, int limit);

    /** All symbols ever seen, in the order of their names. Retention does not remove them. */
    CompletionStage<List<SymbolInfo>> symbols();

    /**
     * Finishes queued writes, for at most 30 seconds, and closes. Writes after it fail with
     * {@link StoreException.Kind#UNAVAILABLE}. Blocks; call it from no event loop.
     */
    @Override
    void close();

    /**
     * Who owns a partition, and since which epoch.
     *
     * @param epoch from 1; it rises by one with each claim, stays at a release, and rises by many when another
     *     PostgreSQL server was promoted, which ends all rights
     * @param node the node's id, or {@link #NOBODY}
     */
    record Owner(long epoch, String node) {

        /** The owner of a partition that was given back. */
        public static final String NOBODY = "";
    }

    /**
     * The right to write for a partition, as the writer understands it. The store compares the epoch with the
     * partition's in the transaction of the write.
     *
     * @param stage the label of a stage, such as {@code indicator}
     */
    record Fence(String stage, int partition, long epoch) {}

    /**
     * What the owner of some partitions stores for one batch of events.
     *
     * @param fences one of each partition among the entries
     * @param entries in seq order per partition
     * @param bars closed bars, derived from earlier entries; written again with the same values after a crash
     * @param newSymbols symbols among the entries that were never seen before
     * @param raised what the entries raise, where the signal stage's work is done along with the append
     * @param generations what takes the place of all bars, signals and scores of a symbol
     * @param checkpoints of some of the bars, and of candles where those are bars; one of the same bar replaces an
     *     older one
     */
    record Append(
            List<Fence> fences,
            List<LogEntry> entries,
            List<ClosedBar> bars,
            List<SymbolInfo> newSymbols,
            Raised raised,
            List<Generation> generations,
            List<Checkpoint> checkpoints) {

        /** Without checkpoints. */
        public Append(
                List<Fence> fences,
                List<LogEntry> entries,
                List<ClosedBar> bars,
                List<SymbolInfo> newSymbols,
                Raised raised,
                List<Generation> generations) {
            this(fences, entries, bars, newSymbols, raised, generations, List.of());
        }

        /** Without a new generation. */
        public Append(
                List<Fence> fences,
                List<LogEntry> entries,
                List<ClosedBar> bars,
                List<SymbolInfo> newSymbols,
                Raised raised) {
            this(fences, entries, bars, newSymbols, raised, List.of(), List.of());
        }

        /** Without signals. */
        public Append(List<Fence> fences, List<LogEntry> entries, List<ClosedBar> bars, List<SymbolInfo> newSymbols) {
            this(fences, entries, bars, newSymbols, Raised.NOTHING);
        }
    }

    /**
     * What the signal stage stores. A signal stored before stays as it is.
     *
     * @param cursors how far the stage has come with it, a seq by partition
     * @param outbox the notifications of these signals; one of an id that is stored stays as it is
     */
    record Raised(Map<Integer, Long> cursors, List<Signal> signals, List<Notification> outbox) {
        /** No signals, and no cursor moves. */
        public static final Raised NOTHING = new Raised(Map.of(), List.of(), List.of());
    }

    /**
     * The new generation of a symbol; its bars were stored before with {@link #stageBars}. Its signals are history: no
     * notifications are stored for them.
     *
     * @param load the number of what was loaded
     * @param seq of its entry in the log
     * @param signals that its bars raise; all earlier ones of the symbol that are not among them no longer count
     * @param scores of these signals, in place of all earlier ones
     * @param made the state from which a replay can begin where the log no longer has everything that the generation
     *     was built from
     */
    record Generation(
            String symbol, long load, long seq, List<Signal> signals, List<SignalScore> scores, byte[] made) {}

    /**
     * A part of a load.
     *
     * @param load the sender's name for what may come in several parts; loads of two symbols may have the same
     * @param begins whether it is the first: then a load of that name that was given up does not matter
     * @param arrival epoch microseconds
     */
    record Part(String load, boolean begins, long arrival) {}

    /**
     * What was done with historical candles; none of them is stored if some are in conflict, or refused.
     *
     * @param stored how many were not stored before
     * @param duplicate how many were stored before, with the same values
     * @param conflicts positions of those whose symbol and time are stored with other values
     * @param refusal {@code null} if there is none
     */
    record Staged(
            int stored,
            int duplicate,
            List<Integer> conflicts,
            @Nullable Refusal refusal) {

        /** Why historical candles are not stored. */
        public enum Refusal {
            /** A load would have more than {@link #MAX_LOAD} candles of a symbol. */
            TOO_LARGE,
            /** {@link #MAX_WAITING_LOADS} or {@link #MAX_WAITING_CANDLES} wait. */
            TOO_MANY,
            /** Nothing came for too long, and what was kept is gone. */
            GIVEN_UP
        }

        /** Nothing was stored. */
        public static Staged refused(Refusal why) {
            return new Staged(0, 0, List.of(), why);
        }
    }

    /**
     * A load that is not part of a generation yet.
     *
     * @param id the number that the store has assigned to it
     * @param candles how many it has so far
     */
    record OpenLoad(long id, int candles) {}

    /** Candles of one symbol in one load. */
    int MAX_LOAD = 1_000_000;

    /** Incomplete loads in the whole store, counted for each symbol. */
    int MAX_WAITING_LOADS = 1_000;

    /** Candles of incomplete loads in the whole store. */
    int MAX_WAITING_CANDLES = 5_000_000;

    /** A closed bar with what it is a bar of; never on raw, where the candles are the bars. */
    record ClosedBar(String symbol, Timeframe timeframe, Bar bar) {}

    /**
     * The indicators' state after a closed bar: with it the bars before need not be read again, and need not be stored
     * any more. When the oldest rows of a series are removed, those up to one of its checkpoints go, and that
     * checkpoint stays.
     *
     * @param time start of the bar, epoch microseconds
     * @param seq of the entry of the log that closed it; checkpoints from before a symbol's newest generation no longer
     *     count
     * @param bars how many bars of the series had closed with it
     * @param body in a format that the store does not look into
     */
    record Checkpoint(String symbol, Timeframe timeframe, long time, long seq, long bars, byte[] body) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Checkpoint that
                    && symbol.equals(that.symbol)
                    && timeframe.equals(that.timeframe)
                    && time == that.time
                    && seq == that.seq
                    && bars == that.bars
                    && java.util.Arrays.equals(body, that.body);
        }

        @Override
        public int hashCode() {
            return java.util.Objects.hash(symbol, timeframe, time);
        }
    }

    /**
     * A symbol that has been seen.
     *
     * @param partition of the symbol's log
     * @param name company name, {@code null} when the reference file does not know the symbol
     * @param sector {@code null} likewise
     */
    record SymbolInfo(
            String symbol,
            int partition,
            @Nullable String name,
            @Nullable String sector) {}

    /**
     * How much of a log to keep. Times are epoch microseconds by the database's clock.
     *
     * @param arrivedBefore what arrived before this may be removed
     * @param markEvery microseconds between two snapshots that are kept as a later beginning of the log; so much more
     *     than needed may be kept
     * @param readers how many stages must have processed what is removed, by their cursors; 0 waits for none
     */
    record Keep(long now, long arrivedBefore, long markEvery, int readers) {}

    /**
     * A stage's state of one partition after the entry {@code seq}.
     *
     * @param body in the stage's own format, which the store does not look into; not copied, so never change it
     */
    record Snapshot(String stage, int partition, long seq, byte[] body) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Snapshot that
                    && stage.equals(that.stage)
                    && partition == that.partition
                    && seq == that.seq
                    && java.util.Arrays.equals(body, that.body);
        }

        @Override
        public int hashCode() {
            return java.util.Objects.hash(stage, partition, seq);
        }
    }

    /** A signal with the scores known so far, by their horizon, shortest first. */
    record StoredSignal(Signal signal, List<SignalScore> scores) {}

    /**
     * At most {@code limit} rows with {@code from <= time < to} (epoch microseconds), returned oldest first.
     *
     * @param oldest whether, of more than that, the oldest are wanted, and not the newest
     */
    record Range(long from, long to, int limit, boolean oldest) {

        /** The newest ones. */
        public Range(long from, long to, int limit) {
            this(from, to, limit, false);
        }

        /** The newest ones there are. */
        public static Range last(int limit) {
            return new Range(Long.MIN_VALUE, Long.MAX_VALUE, limit);
        }

        /** The first ones after a time. */
        public static Range after(long time, int limit) {
            return new Range(time + 1, Long.MAX_VALUE, limit, true);
        }

        /** Those of {@code rows}, oldest first, that are within the limit. */
        public <T> List<T> cut(List<T> rows) {
            int more = rows.size() - limit;
            return more <= 0 ? rows : oldest ? rows.subList(0, limit) : rows.subList(more, rows.size());
        }
    }

    /**
     * Filters of a signal list; newest first, {@code null} is no filter.
     *
     * @param from epoch microseconds; signals whose bar ended before it are left out
     * @param before the last row of the page before
     * @param limit rows at most
     */
    record SignalQuery(
            @Nullable String symbol,
            @Nullable Timeframe timeframe,
            @Nullable String strategy,
            @Nullable Side side,
            long from,
            @Nullable PageKey before,
            int limit) {}

    /**
     * Place in a newest-first list: the time that it is sorted by in epoch microseconds, then the id among equal times.
     */
    record PageKey(long time, String id) {}
}
