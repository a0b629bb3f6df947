package dev.ticktide.indicator.partition;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.market.message.LiveUpdate;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The partitions this node owns: folds entries into them and gathers the output for the signal stage, the pages and the
 * store's bar table. Confined to one context.
 */
public final class IndicatorStage {

    private final Map<Integer, OwnedPartition> partitions = new HashMap<>();
    private final Set<Integer> leaving = new HashSet<>();
    private ClosedRows closedAgain = new ClosedRows();
    private final PageUpdates pages;
    private final int economyLog;

    /** A stage that publishes everything to the pages. */
    public IndicatorStage() {
        this(symbol -> true, Integer.MAX_VALUE);
    }

    /**
     * @param watched symbols whose raw bars, open bars and metadata are published to the pages
     * @param economyLog the number of the log of economic indicators
     */
    public IndicatorStage(Predicate<String> watched, int economyLog) {
        this.pages = new PageUpdates(watched);
        this.economyLog = economyLog;
    }

    /** Takes a partition, in place of one of the same number. */
    public void own(OwnedPartition partition) {
        partitions.put(partition.state().partition(), partition);
        leaving.remove(partition.state().partition());
    }

    /** Whether events for a partition are taken. */
    public boolean accepts(int partition) {
        return owns(partition) && !leaving.contains(partition);
    }

    /** Takes nothing new for these partitions; what is on its way to them still gets there. */
    public void retire(Set<Integer> partitions) {
        leaving.addAll(partitions);
    }

    /** Whether a partition is held, and in just this form. */
    boolean isCurrent(OwnedPartition partition) {
        return partitions.get(partition.state().partition()) == partition;
    }

    /** Drops a partition with everything of it that was not published. Without effect if it is not held. */
    public void disown(int partition) {
        leaving.remove(partition);
        OwnedPartition dropped = partitions.remove(partition);
        if (dropped != null) {
            // A replay that is under way notices that it is not the newest any more.
            dropped.beginReplay();
        }
    }

    /** Whether a partition is held, even if it is about to be released. */
    public boolean owns(int partition) {
        return partitions.containsKey(partition);
    }

    /**
     * An owned partition.
     *
     * @throws IllegalStateException if it is not owned here, which is a bug of the caller
     */
    public OwnedPartition partition(int partition) {
        OwnedPartition owned = partitions.get(partition);
        if (owned == null) {
            throw new IllegalStateException("partition " + partition + " is not owned here");
        }
        return owned;
    }

    /** Notes where a log begins, if its partition is still here. */
    public void beginsAfter(int partition, long seq) {
        OwnedPartition owned = partitions.get(partition);
        if (owned != null) {
            owned.beginsAfter(seq);
        }
    }

    /** Whether the signal stage follows the partition's log: economic indicators make no bars. */
    public boolean isFollowable(OwnedPartition partition) {
        return partition.state().partition() != economyLog;
    }

    /** All partitions that are held, a view of them as they come and go. */
    public Collection<OwnedPartition> partitions() {
        return partitions.values();
    }

    /**
     * Folds entries, each partition's in seq order. They are not committed yet: nothing of it is published before {@link
     * #release}, and if they don't arrive there the partitions have to be built again.
     */
    public Folding fold(List<LogEntry> entries) {
        Folding folding = new Folding(entries);
        for (LogEntry entry : entries) {
            folding.fold(entry, partition(entry.partition()));
        }
        return folding;
    }

    /** Publishes the effects of committed entries; returns the parts for the signal stage of partitions that it follows live. */
    public List<IndicatorOutput.Part> release(Folding folding) {
        folding.bars().forEach(pages::add);
        folding.entries().forEach(pages::markTouched);
        List<IndicatorOutput.Part> parts = new ArrayList<>(folding.partitions().size());
        for (OwnedPartition partition : folding.partitions()) {
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
            closedAgain.bars().add(ClosedRows.bar(update));
        }
    }

    /** Takes a checkpoint that a replay came by again. */
    void checkpointAgain(Store.Checkpoint checkpoint) {
        closedAgain.checkpoints().add(checkpoint);
    }

    /** Adds a bar that has not been published. */
    void publishMissed(BarUpdate update) {
        pages.addMissed(update);
    }

    /** The closed bars, with their checkpoints, that no entry has with it to the disk. */
    public ClosedRows takeClosed() {
        ClosedRows taken = closedAgain;
        closedAgain = new ClosedRows();
        return taken;
    }

    /** Takes rows back that could not be stored. */
    public void giveBack(ClosedRows rows) {
        closedAgain = rows.with(closedAgain);
    }

    /**
     * What has not been published yet: closed bars, and the present open bars of at most 256 touched symbols, the
     * others with the next calls. Empty if nothing has happened since the last call. To be called when no state is
     * ahead of the disk.
     */
    public Optional<LiveUpdate> takeLive() {
        return pages.take(partitions::get);
    }

    /** The open bars and metadata of a symbol; an empty view if it is not known here. */
    public SymbolView view(int partition, String symbol) {
        OwnedPartition owned = partitions.get(partition);
        SymbolView view = owned == null ? null : owned.state().view(symbol);
        return view == null ? new SymbolView(symbol, List.of(), List.of()) : view;
    }
}
