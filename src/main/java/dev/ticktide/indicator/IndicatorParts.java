package dev.ticktide.indicator;

import dev.ticktide.market.log.Partitions;
import dev.ticktide.market.message.HistoryLoaded;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.reference.Companies;
import dev.ticktide.stage.PartitionedStage;
import dev.ticktide.stage.SnapshotRounds;
import dev.ticktide.stage.StageLink;
import dev.ticktide.store.Store;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** The parts of a running indicator stage, each given what it works with. All but {@code builds} are confined to one context. */
record IndicatorParts(
        PartitionedStage kit,
        IndicatorStage stage,
        IndicatorPartitions partitions,
        Appender appender,
        SignalFeed signalFeed,
        HistoryLoads loads,
        KnownSymbols symbols,
        Audience audience,
        OverdueBarCloser overdue,
        SnapshotRounds<OwnedPartition> snapshots,
        ExecutorService builds) {

    /**
     * What lies around the stage.
     *
     * @param link leads to the signal stage
     * @param signals this node's signal stage
     * @param folds what the later stages make of a symbol's bars
     * @param loaded called with every new generation; pages read its bars from the store
     */
    record Neighbours(
            StageLink<IndicatorOutput.Part> link,
            ColocatedSignals signals,
            HistoryFold.Maker folds,
            Consumer<HistoryLoaded> loaded,
            LoadProgress progress) {}

    static IndicatorParts make(
            IndicatorVerticle.Settings settings, Store store, PartitionedStage kit, Neighbours around) {
        Executor context = kit.executor();
        Audience audience = new Audience();
        IndicatorStage stage = new IndicatorStage(audience::watches, Partitions.economy(store.partitions()));
        ExecutorService builds = Executors.newSingleThreadExecutor(IndicatorParts::historyThread);
        GenerationBuilder generations = new GenerationBuilder(store, settings.indicators(), around.folds, builds);
        Replayer replayer = new Replayer(store, settings.indicators(), generations, context);
        PartitionStarter starter = new PartitionStarter(store, stage, replayer, context);
        KnownSymbols symbols = new KnownSymbols(store, context);
        AppendPlanner planner = new AppendPlanner(
                partition -> stage.partition(partition).state(),
                symbols.names(),
                settings.maxSymbols(),
                Companies.load());
        SignalFeed signalFeed = new SignalFeed(stage, replayer, around.link, kit::fenced, kit::after, context);
        CommitPath path = new CommitPath(
                new CommitPath.Parts(store, planner, stage, starter, around.signals, signalFeed), context);
        Appender appender = new Appender(path, settings.maxQueued());
        return new IndicatorParts(
                kit,
                stage,
                new IndicatorPartitions(stage, starter, symbols, appender, context),
                appender,
                signalFeed,
                new HistoryLoads(
                        new HistoryLoads.Tools(stage, store, appender, planner, generations, context),
                        around.loaded,
                        kit::fenced,
                        around.progress),
                symbols,
                audience,
                new OverdueBarCloser(new OverdueBars(stage, settings.closeGrace()), appender, context),
                snapshots(kit, stage, starter),
                builds);
    }

    /** Removes what is older than it is to be kept. */
    Retention retention(IndicatorVerticle.Settings settings, Store store, IndicatorActivity activity) {
        return new Retention(
                settings.retention(),
                store,
                stage,
                settings.indicators().folded(),
                activity,
                kit.executor(),
                kit::after,
                kit::fenced);
    }

    private static SnapshotRounds<OwnedPartition> snapshots(
            PartitionedStage kit, IndicatorStage stage, PartitionStarter starter) {
        return new SnapshotRounds<>(
                stage::partitions,
                OwnedPartition::eventsToSave,
                partition -> starter.save(partition)
                        .whenCompleteAsync((saved, failure) -> kit.dropIfStale(failure), kit.executor()),
                kit.executor());
    }

    private static Thread historyThread(Runnable task) {
        Thread thread = new Thread(task, "ticktide-history");
        thread.setDaemon(true);
        return thread;
    }
}
