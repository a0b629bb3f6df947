package dev.ticktide.aggregate;

import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.List;

/** A partition this node holds: its state, the right to write it, and the outcomes that are not stored yet. Confined to one context. */
final class OwnedAggregate {

    private final PartitionAggregate state;
    private final Store.Fence fence;
    /** Outcomes not known to be stored. A snapshot has those before it as done, so it is only stored after them. */
    private final List<SignalScore> unsaved = new ArrayList<>();

    private long scored;
    private long snapshotSeq;

    OwnedAggregate(PartitionAggregate state, Store.Fence fence) {
        this.state = state;
        this.fence = fence;
        this.snapshotSeq = state.position();
    }

    PartitionAggregate state() {
        return state;
    }

    Store.Fence fence() {
        return fence;
    }

    void score(List<SignalScore> known) {
        unsaved.addAll(known);
        scored += known.size();
    }

    List<SignalScore> unsaved() {
        return List.copyOf(unsaved);
    }

    /** Notes that the oldest {@code count} outcomes are stored. */
    void stored(int count) {
        unsaved.subList(0, count).clear();
    }

    /** How many outcomes have become known here, stored or not. */
    long scored() {
        return scored;
    }

    /** Whether the first {@code count} outcomes that became known here are stored. */
    boolean hasStored(long count) {
        return scored - unsaved.size() >= count;
    }

    long eventsSinceSnapshot() {
        return state.position() - snapshotSeq;
    }

    void snapshotTaken(long seq) {
        snapshotSeq = seq;
    }
}
