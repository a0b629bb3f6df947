package dev.ticktide.indicator;

import dev.ticktide.indicator.append.AppendPlanner;
import dev.ticktide.indicator.append.Appender;
import dev.ticktide.indicator.append.CommitPath;
import dev.ticktide.indicator.append.KnownSymbols;
import dev.ticktide.indicator.append.OverdueBarCloser;
import dev.ticktide.indicator.append.OverdueBars;
import dev.ticktide.indicator.history.AbandonedLoads;
import dev.ticktide.indicator.history.GenerationBuilds;
import dev.ticktide.indicator.history.HistoryLoads;
import dev.ticktide.indicator.history.LoadProgress;
import dev.ticktide.indicator.partition.ColocatedSignals;
import dev.ticktide.indicator.partition.GenerationBuilder;
import dev.ticktide.indicator.partition.HistoryFold;
import dev.ticktide.indicator.partition.IndicatorStage;
import dev.ticktide.indicator.partition.OwnedPartition;
import dev.ticktide.indicator.partition.PartitionStarter;
import dev.ticktide.indicator.partition.Replayer;
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

/** The objects that a running indicator stage is made of. All but {@code worker} are confined to one context. */
record IndicatorParts(
        PartitionedStage kit,
        IndicatorStage stage,
        IndicatorPartitions partitions,
        Appender appender,
        IndicatorRequests requests,
        SignalFeed signalFeed,
        AbandonedLoads abandoned,
        KnownSymbols symbols,
        Audience audience,
        OverdueBarCloser overdue,
        SnapshotRounds<OwnedPartition> snapshots,
        ExecutorService worker) {

    /**
     * What the stage is connected to.
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
        ExecutorService worker = Executors.newSingleThreadExecutor(IndicatorParts::historyThread);
        GenerationBuilder generations = new GenerationBuilder(store, settings.indicators(), around.folds, worker);
        Replayer replayer = new Replayer(store, settings.indicators(), generations, context);
        PartitionStarter starter = new PartitionStarter(store, stage, replayer, context);
        KnownSymbols symbols = new KnownSymbols(store, context);
        AppendPlanner planner = planner(settings, stage, symbols);
        SignalFeed signalFeed = new SignalFeed(stage, replayer, around.link, kit::fenced, kit::after, context);
        CommitPath.Parts path = new CommitPath.Parts(store, planner, stage, starter, around.signals, signalFeed);
        Appender appender = new Appender(new CommitPath(path, context), settings.maxQueued());
        GenerationBuilds builds =
                new GenerationBuilds(stage, store, appender, generations, around.loaded, around.progress, context);
        HistoryLoads loads = new HistoryLoads(stage, store, planner, builds, kit::fenced, around.progress, context);
        return new IndicatorParts(
                kit,
                stage,
                new IndicatorPartitions(stage, starter, symbols, appender, context),
                appender,
                new IndicatorRequests(kit, stage, appender, loads, signalFeed),
                signalFeed,
                new AbandonedLoads(store, stage, builds, context),
                symbols,
                audience,
                new OverdueBarCloser(new OverdueBars(stage, settings.closeGrace()), appender, context),
                snapshots(kit, stage, starter),
                worker);
    }

    private static AppendPlanner planner(
            IndicatorVerticle.Settings settings, IndicatorStage stage, KnownSymbols symbols) {
        return new AppendPlanner(
                partition -> stage.partition(partition).state(),
                symbols.names(),
                settings.maxSymbols(),
                Companies.load());
    }

    /** Removes what is older than the settings keep. */
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
