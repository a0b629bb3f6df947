package dev.ticktide.indicator;

import dev.ticktide.indicator.append.Appender;
import dev.ticktide.indicator.append.KnownSymbols;
import dev.ticktide.indicator.partition.IndicatorStage;
import dev.ticktide.indicator.partition.PartitionStarter;
import dev.ticktide.stage.StagePartitions;
import dev.ticktide.store.Store;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The partitions of the indicator stage on this node, as they come and go. Confined to one context. */
final class IndicatorPartitions implements StagePartitions {

    private final IndicatorStage stage;
    private final PartitionStarter starter;
    private final KnownSymbols symbols;
    private final Appender appender;
    private final Executor context;

    IndicatorPartitions(
            IndicatorStage stage, PartitionStarter starter, KnownSymbols symbols, Appender appender, Executor context) {
        this.stage = stage;
        this.starter = starter;
        this.symbols = symbols;
        this.appender = appender;
        this.context = context;
    }

    @Override
    public CompletionStage<?> acquire(List<Store.Fence> fences) {
        // Symbols that the last owner was the first to see.
        return symbols.read().thenComposeAsync(known -> starter.start(fences), context);
    }

    @Override
    public CompletionStage<?> finish(Set<Integer> partitions) {
        stage.retire(partitions);
        return appender.flushed()
                .thenComposeAsync(flushed -> appender.settled(), context)
                .thenComposeAsync(settled -> starter.saveAll(partitions), context);
    }

    @Override
    public void drop(int partition) {
        stage.disown(partition);
    }

    @Override
    public boolean holds(Store.Fence fence) {
        return stage.owns(fence.partition())
                && stage.partition(fence.partition()).fence().equals(fence);
    }

    @Override
    public OptionalLong position(int partition) {
        return stage.owns(partition)
                ? OptionalLong.of(stage.partition(partition).takenSeq())
                : OptionalLong.empty();
    }
}
