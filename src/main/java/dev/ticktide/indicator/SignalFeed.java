package dev.ticktide.indicator;

import dev.ticktide.indicator.append.CommitPath;
import dev.ticktide.indicator.partition.IndicatorStage;
import dev.ticktide.indicator.partition.OwnedPartition;
import dev.ticktide.indicator.partition.Replayer;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.stage.StageLink;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The output for the signal stage: live parts of partitions that it follows, replays for those that it requests from an
 * earlier entry, reminders for those that it does not know of. Confined to one context.
 */
final class SignalFeed implements CommitPath.Downstream {

    private static final Logger LOG = LoggerFactory.getLogger(SignalFeed.class);
    private static final long RETRY_MILLIS = 500;

    private final IndicatorStage stage;
    private final Replayer replayer;
    private final StageLink<IndicatorOutput.Part> link;
    private final Consumer<Store.Fence> fenced;
    private final LongFunction<CompletionStage<?>> pause;
    private final Executor context;

    /**
     * @param fenced called with fences that turned out to be stale
     * @param pause completes after a number of milliseconds
     */
    SignalFeed(
            IndicatorStage stage,
            Replayer replayer,
            StageLink<IndicatorOutput.Part> link,
            Consumer<Store.Fence> fenced,
            LongFunction<CompletionStage<?>> pause,
            Executor context) {
        this.stage = stage;
        this.replayer = replayer;
        this.link = link;
        this.fenced = fenced;
        this.pause = pause;
        this.context = context;
    }

    @Override
    public boolean isCongested() {
        return link.isCongested();
    }

    @Override
    public void send(List<IndicatorOutput.Part> parts) {
        parts.forEach(link::offer);
        link.flush();
    }

    @Override
    public void fenced(Store.Fence fence) {
        fenced.accept(fence);
    }

    /** Tries again until it succeeds or another replay takes its place: the request has been acknowledged. */
    @Override
    public void replay(OwnedPartition partition, long afterSeq) {
        retry(partition, partition.beginReplay(), afterSeq);
    }

    /** Bars that the signal stage has not taken yet. */
    int waiting() {
        return link.waiting();
    }

    /**
     * Sends an empty part for each partition that the signal stage does not follow yet, so that it requests a replay.
     *
     * @param send sends parts to a node
     */
    void remind(IntFunction<@Nullable String> signalOwner, BiConsumer<String, List<IndicatorOutput.Part>> send) {
        Map<String, List<IndicatorOutput.Part>> unknown = new HashMap<>();
        for (OwnedPartition partition : stage.partitions()) {
            int number = partition.state().partition();
            String owner = signalOwner.apply(number);
            if (stage.isFollowable(partition) && !partition.isFollowed() && owner != null) {
                long seq = partition.takenSeq();
                unknown.computeIfAbsent(owner, unused -> new ArrayList<>())
                        .add(new IndicatorOutput.Part(number, seq, seq, List.of()));
            }
        }
        unknown.forEach(send);
    }

    void close() {
        link.close();
    }

    private void retry(OwnedPartition partition, int number, long afterSeq) {
        new ReplayToSignal(partition, number, afterSeq, replayer, link, pause)
                .run()
                .whenCompleteAsync(
                        (done, failure) -> {
                            if (failure != null && partition.isReplay(number)) {
                                LOG.warn(
                                        "Replaying partition {} from {} failed, trying again",
                                        partition.state().partition(),
                                        afterSeq,
                                        failure);
                                retryLater(partition, number, afterSeq);
                            }
                        },
                        context);
    }

    private void retryLater(OwnedPartition partition, int number, long afterSeq) {
        pause.apply(RETRY_MILLIS)
                .thenRunAsync(
                        () -> {
                            if (partition.isReplay(number)) {
                                replay(partition, afterSeq);
                            }
                        },
                        context);
    }
}
