package dev.ticktide.indicator;

import dev.ticktide.indicator.append.Appender;
import dev.ticktide.indicator.history.HistoryLoads;
import dev.ticktide.indicator.partition.IndicatorStage;
import dev.ticktide.market.append.Ack;
import dev.ticktide.market.append.AppendBatch;
import dev.ticktide.market.append.AppendReplies;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.market.append.Intake;
import dev.ticktide.market.append.ReplayRequest;
import dev.ticktide.market.message.SymbolQuery;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.stage.PartitionedStage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers what other nodes request of this node's indicator stage. Confined to the stage's context. */
final class IndicatorRequests {

    private final PartitionedStage kit;
    private final IndicatorStage stage;
    private final Appender appender;
    private final HistoryLoads loads;
    private final SignalFeed signalFeed;

    IndicatorRequests(
            PartitionedStage kit, IndicatorStage stage, Appender appender, HistoryLoads loads, SignalFeed signalFeed) {
        this.kit = kit;
        this.stage = stage;
        this.appender = appender;
        this.loads = loads;
        this.signalFeed = signalFeed;
    }

    /** Completes when every request is on disk or refused. */
    CompletionStage<AppendReplies> append(AppendBatch batch) {
        AppendReply[] replies = new AppendReply[batch.requests().size()];
        CompletableFuture<?>[] appends = new CompletableFuture<?>[replies.length];
        for (int i = 0; i < replies.length; i++) {
            int at = i;
            AppendRequest request = batch.requests().get(i);
            appends[i] = append(request)
                    .thenAccept(reply -> replies[at] = orOutOfReach(request, reply))
                    .toCompletableFuture();
        }
        return CompletableFuture.allOf(appends).thenApply(all -> new AppendReplies(List.of(replies)));
    }

    private CompletionStage<AppendReply> append(AppendRequest request) {
        return request.intake() instanceof Intake.History history
                ? loads.take(request, history)
                : appender.append(request);
    }

    /** After "not the owner" a client asks the next owner at once; beyond a split of the network there is none. */
    private AppendReply orOutOfReach(AppendRequest request, AppendReply reply) {
        boolean beyond = reply.status() == AppendReply.Status.NOT_OWNER
                && request.partitions().stream().anyMatch(kit::isOutOfReach);
        return beyond ? AppendReply.refused(AppendReply.Status.STORAGE_UNAVAILABLE) : reply;
    }

    /** Begins a replay for the signal stage. Fails if the partition is not accepted here. */
    CompletionStage<Ack> replay(ReplayRequest request) {
        int partition = request.partition();
        if (!stage.accepts(partition)) {
            return CompletableFuture.failedFuture(notOwned(partition));
        }
        signalFeed.replay(stage.partition(partition), request.afterSeq());
        return CompletableFuture.completedFuture(Ack.OK);
    }

    /** A symbol's open bars and metadata, as they are on disk. Fails if the partition is not held here. */
    CompletionStage<SymbolView> view(SymbolQuery query) {
        CompletableFuture<SymbolView> view = new CompletableFuture<>();
        appender.whenSettled(() -> {
            if (stage.owns(query.partition())) {
                view.complete(stage.view(query.partition(), query.symbol()));
            } else {
                // On its way here: better no answer for a moment than one in which the symbol has no bars.
                view.completeExceptionally(notOwned(query.partition()));
            }
        });
        return view;
    }

    private static IllegalStateException notOwned(int partition) {
        return new IllegalStateException("partition " + partition + " is not owned here");
    }
}
