package dev.ticktide.indicator;

import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.NewGeneration;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.bar.Rebuilt;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.market.message.LiveUpdate;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The partitions this node owns: folds entries into them and gathers what the signal stage, the screens and the
 * store's bar table get to see. Confined to one context.
 */
final class IndicatorStage {

    /** With many symbols their open bars take turns: a screen shows few of them, and provisional values cost more than a fold. */
    private static final int OPEN_BARS_A_TIME = 256;

    private final Map<Integer, OwnedPartition> partitions = new HashMap<>();
    private final Set<Integer> leaving = new HashSet<>();
    private ClosedRows closedAgain = new ClosedRows();
    private List<BarUpdate> liveBars = new ArrayList<>();
    private List<LogEntry> liveMetadata = new ArrayList<>();
    private final Map<String, Integer> touched = new LinkedHashMap<>();
    private int liveEvents;
    private long newestArrival = Long.MIN_VALUE;
    private final Predicate<String> watched;
    private final int economyLog;

    /** A stage that publishes everything to the pages. */
    IndicatorStage() {
        this(symbol -> true, Integer.MAX_VALUE);
    }

    /**
     * @param watched symbols whose raw bars, open bars and metadata are published to the pages
     * @param economyLog the number of the log of economic indicators
     */
    IndicatorStage(Predicate<String> watched, int economyLog) {
        this.watched = watched;
        this.economyLog = economyLog;
    }

    void own(OwnedPartition partition) {
        partitions.put(partition.state().partition(), partition);
        leaving.remove(partition.state().partition());
    }

    /** Whether events for a partition are taken. */
    boolean accepts(int partition) {
        return owns(partition) && !leaving.contains(partition);
    }

    /** Takes nothing new for these partitions; what is on its way to them still gets there. */
    void retire(Set<Integer> partitions) {
        leaving.addAll(partitions);
    }

    /** Whether a partition is held, and in just this form. */
    boolean isCurrent(OwnedPartition partition) {
        return partitions.get(partition.state().partition()) == partition;
    }

    void disown(int partition) {
        leaving.remove(partition);
        OwnedPartition dropped = partitions.remove(partition);
        if (dropped != null) {
            // A replay that is under way notices that it is not the newest any more.
            dropped.beginReplay();
        }
    }

    boolean owns(int partition) {
        return partitions.containsKey(partition);
    }

    /** An owned partition; asking for another one is a bug. */
    OwnedPartition partition(int partition) {
        OwnedPartition owned = partitions.get(partition);
        if (owned == null) {
            throw new IllegalStateException("partition " + partition + " is not owned here");
        }
        return owned;
    }

    /** Notes where a log begins, if its partition is still here. */
    void beginsAfter(int partition, long seq) {
        OwnedPartition owned = partitions.get(partition);
        if (owned != null) {
            owned.beginsAfter(seq);
        }
    }

    /** Whether the signal stage follows the partition's log: economic indicators make no bars. */
    boolean isFollowable(OwnedPartition partition) {
        return partition.state().partition() != economyLog;
    }

    Collection<OwnedPartition> partitions() {
        return partitions.values();
    }

    /**
     * Folds entries, each partition's in seq order. They are not committed yet: nothing of it is published before {@link
     * #release}, and if they don't arrive there the partitions have to be built again.
     */
    Folding fold(List<LogEntry> entries) {
        Folding folding = new Folding(entries);
        for (LogEntry entry : entries) {
            OwnedPartition partition = partition(entry.partition());
            folding.into = partition;
            Generation generation = partition.state().prepared();
            if (generation != null && entry.event() instanceof NewGeneration) {
                folding.generations.add(generation.stored(entry));
            }
            partition.state().apply(entry, folding);
            folding.changed.put(entry.partition(), partition);
        }
        return folding;
    }

    /** Publishes the effects of committed entries; returns the parts for the signal stage of partitions that it follows live. */
    List<IndicatorOutput.Part> release(Folding folding) {
        folding.bars.forEach(this::queueForPages);
        folding.entries.forEach(this::markTouched);
        List<IndicatorOutput.Part> parts = new ArrayList<>(folding.changed.size());
        for (OwnedPartition partition : folding.changed.values()) {
            IndicatorOutput.Part part = partition.take();
            if (partition.isAttached()) {
                parts.add(part);
            }
        }
        return parts;
    }

    /** Takes a bar that a replay closed again: the crash may have come before it was stored. */
    void closedAgain(BarUpdate update) {
        if (!update.timeframe().isRaw()) {
            closedAgain.bars().add(closedBar(update));
        }
    }

    /** Takes a checkpoint that a replay came by again. */
    void checkpointAgain(Store.Checkpoint checkpoint) {
        closedAgain.checkpoints().add(checkpoint);
    }

    /** Adds a bar that has not been published. */
    void publishMissed(BarUpdate update) {
        queueForPages(update);
        liveEvents++;
    }

    /** The closed bars, with their checkpoints, that no entry has with it to the disk. */
    ClosedRows takeClosed() {
        ClosedRows taken = closedAgain;
        closedAgain = new ClosedRows();
        return taken;
    }

    /** Takes rows back that could not be stored. */
    void giveBack(ClosedRows rows) {
        closedAgain = rows.with(closedAgain);
    }

    /** What has not been published yet: closed bars, and the present open bars of the touched symbols. */
    Optional<LiveUpdate> takeLive() {
        if (liveEvents == 0 && liveBars.isEmpty() && touched.isEmpty()) {
            return Optional.empty();
        }
        List<BarUpdate> bars = liveBars;
        Iterator<Map.Entry<String, Integer>> next = touched.entrySet().iterator();
        for (int i = 0; i < OPEN_BARS_A_TIME && next.hasNext(); i++) {
            Map.Entry<String, Integer> symbol = next.next();
            OwnedPartition owned = partitions.get(symbol.getValue());
            if (owned != null && !owned.isDoubtful()) {
                bars.addAll(owned.state().openBars(symbol.getKey()));
            }
            next.remove();
        }
        LiveUpdate update = new LiveUpdate(bars, liveMetadata, liveEvents, newestArrival);
        liveBars = new ArrayList<>();
        liveMetadata = new ArrayList<>();
        liveEvents = 0;
        newestArrival = Long.MIN_VALUE;
        return Optional.of(update);
    }

    /** The open bars and metadata of a symbol; an empty view if it is not known here. */
    SymbolView view(int partition, String symbol) {
        OwnedPartition owned = partitions.get(partition);
        SymbolView view = owned == null ? null : owned.state().view(symbol);
        return view == null ? new SymbolView(symbol, List.of(), List.of()) : view;
    }

    private void queueForPages(BarUpdate update) {
        if (update.timeframe().isRaw()) {
            newestArrival = Math.max(newestArrival, update.arrival());
        }
        if (update.isLate() || update.isCorrection()) {
            return; // No bar: the screens get what it changed with the open bars and the summary.
        }
        if (update.timeframe().isRaw() && !watched.test(update.symbol())) {
            return;
        }
        liveBars.add(update);
    }

    private void markTouched(LogEntry entry) {
        String subject = entry.event().subject();
        if (entry.event() instanceof MarketEvent) {
            liveEvents++;
        }
        if (entry.event() instanceof Metadata metadata) {
            if (metadata.type() == MetadataType.ECONOMIC_INDICATOR || watched.test(subject)) {
                liveMetadata.add(entry);
            }
        } else if (watched.test(subject)) {
            touched.put(subject, entry.partition());
        }
    }

    private static Store.ClosedBar closedBar(BarUpdate update) {
        return new Store.ClosedBar(update.symbol(), update.timeframe(), update.bar());
    }

    /** What some entries did. Provisional values are computed once per screen update rather than once per candle. */
    static final class Folding implements BarSink {

        private final List<LogEntry> entries;
        private final Map<Integer, OwnedPartition> changed = new LinkedHashMap<>();
        private final List<BarUpdate> bars = new ArrayList<>();
        private final List<Store.Generation> generations = new ArrayList<>();
        private final List<Store.Checkpoint> checkpoints = new ArrayList<>();
        private @Nullable OwnedPartition into;

        private Folding(List<LogEntry> entries) {
            this.entries = entries;
        }

        Collection<OwnedPartition> partitions() {
            return changed.values();
        }

        /** The closed bars that the store keeps, with checkpoints; those of raw are its candles. */
        ClosedRows closed() {
            List<Store.ClosedBar> closed = new ArrayList<>();
            for (BarUpdate update : bars) {
                if (!update.timeframe().isRaw()) {
                    closed.add(closedBar(update));
                }
            }
            return new ClosedRows(closed, checkpoints);
        }

        List<Store.Generation> generations() {
            return generations;
        }

        @Override
        public void rebuilt(Rebuilt rebuilt) {
            if (into != null) {
                into.collect(rebuilt);
            }
        }

        @Override
        public void bar(BarUpdate update) {
            if (into != null) {
                into.collect(update);
            }
            bars.add(update);
        }

        @Override
        public boolean wantsProvisional() {
            return false;
        }

        @Override
        public void checkpoint(Store.Checkpoint checkpoint) {
            checkpoints.add(checkpoint);
        }

        @Override
        public boolean wantsCheckpoints() {
            return true;
        }
    }
}
