package dev.ticktide.indicator;

import dev.ticktide.cluster.Stage;
import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.IndicatorOutput;
import dev.ticktide.market.Notification;
import dev.ticktide.market.Signal;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The indicator stage as the appender sees it: folds a plan, says what is to be stored, and publishes it once it is.
 * Confined to the stage's context.
 */
final class StageAppends implements Appender.Stage {

    /** With more entries to a commit the signal stage had better work beside this one than wait for it. */
    private static final int ALONG_AT_MOST = 256;

    /** Those behind. */
    interface Output {

        boolean isCongested();

        void send(List<IndicatorOutput.Part> parts);

        /** Has a partition that was built again begin after an entry. */
        void replay(OwnedPartition partition, long afterSeq);

        /** The store refused a write for a partition that is another node's by now. */
        void fenced(Store.Fence fence);
    }

    private final IndicatorStage stage;
    private final PartitionStarter starter;
    private final ColocatedSignals along;
    private final Output output;
    private IndicatorStage.@Nullable Folding folding;
    private ClosedRows leftOver = new ClosedRows();

    StageAppends(IndicatorStage stage, PartitionStarter starter, ColocatedSignals along, Output output) {
        this.stage = stage;
        this.starter = starter;
        this.along = along;
        this.output = output;
    }

    @Override
    public boolean owns(int partition) {
        return stage.owns(partition);
    }

    @Override
    public boolean accepts(int partition) {
        return stage.accepts(partition);
    }

    @Override
    public boolean isShortened(int partition) {
        return stage.owns(partition) && stage.partition(partition).isShortened();
    }

    @Override
    public boolean isCongested() {
        return output.isCongested();
    }

    @Override
    public Store.Append fold(AppendPlanner.Plan plan) {
        IndicatorStage.Folding done = stage.fold(plan.entries());
        folding = done;
        List<Store.Fence> fences = new ArrayList<>();
        Raising raising = new Raising();
        boolean isSmall = plan.entries().size() <= ALONG_AT_MOST;
        for (OwnedPartition partition : done.partitions()) {
            fences.add(partition.fence());
            Store.Fence signalFence = isSmall ? partition.signalFence(along) : partition.leaveSignals();
            if (signalFence != null && raising.raise(partition)) {
                fences.add(signalFence);
            }
        }
        leftOver = stage.takeClosed();
        ClosedRows closed = leftOver.with(done.closed());
        return new Store.Append(
                fences,
                plan.entries(),
                closed.bars(),
                plan.newSymbols(),
                raising.raised(),
                done.generations(),
                closed.checkpoints());
    }

    @Override
    public void release() {
        IndicatorStage.Folding done = folding;
        folding = null;
        leftOver = new ClosedRows();
        if (done != null) {
            output.send(stage.release(done));
        }
    }

    @Override
    public CompletionStage<?> rebuild(Set<Integer> partitions) {
        folding = null;
        stage.giveBack(leftOver);
        leftOver = new ClosedRows();
        return starter.rebuild(partitions, output::replay);
    }

    @Override
    public void lost(Store.Fence fence) {
        if (fence.stage().equals(Stage.SIGNAL.label())) {
            along.lost(fence);
        } else {
            output.fenced(fence);
        }
    }

    private final class Raising {

        private final Map<Integer, Long> cursors = new HashMap<>();
        private final List<Signal> signals = new ArrayList<>();
        private final List<Notification> outbox = new ArrayList<>();

        /** Whether the bars that a partition has just closed raise anything. */
        boolean raise(OwnedPartition partition) {
            List<Signal> raised = new ArrayList<>();
            int number = partition.state().partition();
            for (BarUpdate closed : partition.collected()) {
                raised.addAll(along.raise(number, closed));
            }
            partition.raise(raised);
            if (raised.isEmpty()) {
                return false;
            }
            signals.addAll(raised);
            raised.forEach(signal -> outbox.addAll(along.outbox(signal)));
            cursors.put(number, partition.state().seq());
            return true;
        }

        Store.Raised raised() {
            return signals.isEmpty() ? Store.Raised.NOTHING : new Store.Raised(cursors, signals, outbox);
        }
    }
}
