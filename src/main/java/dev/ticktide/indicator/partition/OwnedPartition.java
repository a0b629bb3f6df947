package dev.ticktide.indicator.partition;

import dev.ticktide.cluster.Stage;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.bar.Rebuilt;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A partition this node owns: its state, the epoch it is held at, and the output not yet passed on. Confined to one context. */
public final class OwnedPartition {

    private final long epoch;
    private final PartitionState state;
    private List<BarUpdate> collected = new ArrayList<>();
    private List<Rebuilt> rebuilt = new ArrayList<>();
    private long collectedAfter;
    private long snapshotSeq;
    private int replay;
    private boolean attached;
    private boolean stale;
    private boolean shortened;
    private Store.@Nullable Fence signalFence;
    private @Nullable List<Signal> raised;

    /**
     * @param epoch of the claim
     * @param state as of the end of the log
     * @param snapshotSeq of the snapshot that it was restored from; 0 if there was none
     */
    public OwnedPartition(long epoch, PartitionState state, long snapshotSeq) {
        this.epoch = epoch;
        this.state = state;
        this.snapshotSeq = snapshotSeq;
        this.collectedAfter = state.seq();
    }

    /** The state, which may be ahead of the disk while a group is committed. */
    public PartitionState state() {
        return state;
    }

    /** The right to write for this partition. */
    public Store.Fence fence() {
        return new Store.Fence(Stage.INDICATOR.label(), state.partition(), epoch);
    }

    void collect(BarUpdate closed) {
        collected.add(closed);
    }

    void collect(Rebuilt generation) {
        rebuilt.add(generation);
    }

    /** The bars that the entries since the last {@link #take} closed. */
    public List<BarUpdate> collected() {
        return collected;
    }

    /** What the entries since the last call did, for the signal stage. */
    IndicatorOutput.Part take() {
        IndicatorOutput.Part part =
                new IndicatorOutput.Part(state.partition(), collectedAfter, state.seq(), collected, raised, rebuilt);
        collected = new ArrayList<>();
        rebuilt = new ArrayList<>();
        collectedAfter = state.seq();
        raised = null;
        return part;
    }

    /** The last published entry; the state may be ahead of it by entries that are being committed. */
    public long takenSeq() {
        return collectedAfter;
    }

    /**
     * The fence of the signal stage, if its work for this partition is done here with each append. Once begun, this
     * continues until the fence is lost or the signal stage asks for a replay.
     */
    public Store.@Nullable Fence signalFence(ColocatedSignals signals) {
        if (!attached || (signalFence != null && !signals.holds(signalFence))) {
            signalFence = null;
        }
        if (attached && signalFence == null) {
            signalFence = signals.join(state.partition(), collectedAfter);
        }
        return signalFence;
    }

    /** Notes what the collected bars raise, which will be stored with the entries. */
    public void raise(List<Signal> signals) {
        raised = signals;
    }

    /** Whether the state may not be what the log says, so that it has to be built again. */
    public boolean isStale() {
        return stale;
    }

    void invalidate() {
        stale = true;
    }

    /** Notes where the log begins. */
    void beginsAfter(long seq) {
        shortened = seq > 0;
    }

    /** Whether the log has lost its beginning, so that an event which is not found may have been stored all the same. */
    public boolean isShortened() {
        return shortened;
    }

    /** The same partition with a state built again. */
    OwnedPartition renewed(PartitionState built, long builtFrom) {
        OwnedPartition renewed = new OwnedPartition(epoch, built, builtFrom);
        renewed.shortened = shortened;
        return renewed;
    }

    /** Whether the signal stage follows or is on its way to. */
    public boolean isFollowed() {
        return replay > 0;
    }

    long eventsSinceSnapshot() {
        return state.seq() - snapshotSeq;
    }

    /** Events that the next snapshot would save from a replay; none while the state may not be what the log says. */
    public long eventsToSave() {
        return stale ? 0 : eventsSinceSnapshot();
    }

    void snapshotTaken(long seq) {
        snapshotSeq = seq;
    }

    /** Whether the signal stage follows live; until it has asked where to begin it gets nothing. */
    boolean isAttached() {
        return attached;
    }

    /** From now on the signal stage follows live. */
    public void attach() {
        attached = true;
    }

    /** Begins a replay and returns its number: a later replay makes an earlier one stop. */
    public int beginReplay() {
        attached = false;
        signalFence = null;
        return ++replay;
    }

    /** Whether this is the newest replay: one that is not stops. */
    public boolean isReplay(int number) {
        return replay == number;
    }
}
