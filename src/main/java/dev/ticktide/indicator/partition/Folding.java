package dev.ticktide.indicator.partition;

import dev.ticktide.indicator.state.BarSink;
import dev.ticktide.indicator.state.Generation;
import dev.ticktide.market.NewGeneration;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.bar.Rebuilt;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The effects of some entries on the partitions of this node. Provisional values are computed once per screen update
 * rather than once per candle. Confined to the stage's context.
 */
public final class Folding implements BarSink {

    private final List<LogEntry> entries;
    private final Map<Integer, OwnedPartition> changed = new LinkedHashMap<>();
    private final List<BarUpdate> bars = new ArrayList<>();
    private final List<Store.Generation> generations = new ArrayList<>();
    private final List<Store.Checkpoint> checkpoints = new ArrayList<>();
    private @Nullable OwnedPartition into;

    Folding(List<LogEntry> entries) {
        this.entries = entries;
    }

    /** Folds an entry into its partition. Fails with {@link IllegalStateException} if it is not the partition's next one. */
    void fold(LogEntry entry, OwnedPartition partition) {
        into = partition;
        Generation generation = partition.state().prepared();
        if (generation != null && entry.event() instanceof NewGeneration) {
            generations.add(generation.stored(entry));
        }
        partition.state().apply(entry, this);
        changed.put(entry.partition(), partition);
    }

    List<LogEntry> entries() {
        return entries;
    }

    /** All bars, late candles and corrections on raw among them, in log order. */
    List<BarUpdate> bars() {
        return bars;
    }

    /** The partitions that entries were folded into, in the order of their first entry. */
    public Collection<OwnedPartition> partitions() {
        return changed.values();
    }

    /** The closed bars that the store keeps, with checkpoints; those of raw are its candles. */
    public ClosedRows closed() {
        List<Store.ClosedBar> closed = new ArrayList<>();
        for (BarUpdate update : bars) {
            if (!update.timeframe().isRaw()) {
                closed.add(ClosedRows.bar(update));
            }
        }
        return new ClosedRows(closed, checkpoints);
    }

    /** The new generations among the entries, as they are stored with them. */
    public List<Store.Generation> generations() {
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
