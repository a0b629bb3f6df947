package dev.ticktide.indicator;

import dev.ticktide.cluster.Stage;
import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.IndicatorOutput;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.List;

/** A partition this node owns: its state, the epoch it is held at, and the output not yet passed on. Confined to one context. */
final class OwnedPartition {

    private final long epoch;
    private final PartitionState state;
    private List<BarUpdate> collected = new ArrayList<>();
    private long collectedAfter;
    private long snapshotSeq;
    private int replay;
    private boolean attached;

    OwnedPartition(long epoch, PartitionState state, long snapshotSeq) {
        this.epoch = epoch;
        this.state = state;
        this.snapshotSeq = snapshotSeq;
        this.collectedAfter = state.seq();
    }

    PartitionState state() {
        return state;
    }

    Store.Fence fence() {
        return new Store.Fence(Stage.INDICATOR.label(), state.partition(), epoch);
    }

    void collect(BarUpdate closed) {
        collected.add(closed);
    }

    /** What the entries since the last call did, for the signal stage. */
    IndicatorOutput.Part take() {
        IndicatorOutput.Part part = new IndicatorOutput.Part(state.partition(), collectedAfter, state.seq(), collected);
        collected = new ArrayList<>();
        collectedAfter = state.seq();
        return part;
    }

    long eventsSinceSnapshot() {
        return state.seq() - snapshotSeq;
    }

    void snapshotTaken(long seq) {
        snapshotSeq = seq;
    }

    /** Whether the signal stage follows live; until it has asked where to begin it gets nothing. */
    boolean isAttached() {
        return attached;
    }

    void attach() {
        attached = true;
    }

    /** Begins a replay and gives its number: a later one makes an earlier one stop. */
    int beginReplay() {
        attached = false;
        return ++replay;
    }

    boolean isReplay(int number) {
        return replay == number;
    }
}
