package dev.ticktide.indicator;

import dev.ticktide.indicator.partition.OwnedPartition;
import dev.ticktide.indicator.partition.Replayer;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.bar.Rebuilt;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.stage.StageLink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;

/**
 * Sends a partition's output to the signal stage again, from the entry after the one that its request names, on a
 * separate state; when it has reached the live state, the live output continues from there without a gap.
 */
final class ReplayToSignal implements Replayer.Listener {

    private static final long ROOM_MILLIS = 20;

    private final OwnedPartition partition;
    private final StageLink<IndicatorOutput.Part> link;
    private final LongFunction<CompletionStage<?>> pause;
    private final Replayer replayer;
    private final int number;
    private final long afterSeq;
    private List<BarUpdate> collected = new ArrayList<>();
    private List<Rebuilt> rebuilt = new ArrayList<>();
    private long collectedAfter;

    /**
     * A further replay of the same partition ends this one.
     *
     * @param number of this replay, as the partition counts them
     * @param pause completes after a number of milliseconds, on the context
     */
    ReplayToSignal(
            OwnedPartition partition,
            int number,
            long afterSeq,
            Replayer replayer,
            StageLink<IndicatorOutput.Part> link,
            LongFunction<CompletionStage<?>> pause) {
        this.partition = partition;
        this.afterSeq = afterSeq;
        this.collectedAfter = afterSeq;
        this.replayer = replayer;
        this.link = link;
        this.pause = pause;
        this.number = number;
    }

    /** Completes when the signal stage follows live, or when another replay has taken the place of this one. */
    CompletionStage<?> run() {
        if (afterSeq >= partition.takenSeq()) {
            partition.attach();
            return CompletableFuture.completedFuture(null);
        }
        return replayer.restore(partition.state().partition(), afterSeq)
                .thenCompose(restored -> follow(restored.state()));
    }

    @Override
    public void bar(BarUpdate update) {
        if (update.seq() > afterSeq) {
            collected.add(update);
        }
    }

    @Override
    public void rebuilt(Rebuilt generation) {
        if (generation.seq() > afterSeq) {
            rebuilt.add(generation);
        }
    }

    @Override
    public boolean wantsProvisional() {
        return false;
    }

    @Override
    public void reached(PartitionState state, boolean atEnd) {
        if (!isWanted() || state.seq() <= collectedAfter) {
            return;
        }
        link.offer(new IndicatorOutput.Part(state.partition(), collectedAfter, state.seq(), collected, null, rebuilt));
        rebuilt = new ArrayList<>();
        link.flush();
        collected = new ArrayList<>();
        collectedAfter = state.seq();
    }

    @Override
    public CompletionStage<?> room() {
        return link.isCongested()
                ? pause.apply(ROOM_MILLIS).thenCompose(waited -> room())
                : CompletableFuture.completedFuture(null);
    }

    private CompletionStage<?> follow(PartitionState state) {
        return replayer.catchUp(state, this, this::isWanted).thenCompose(done -> {
            if (!isWanted()) {
                return CompletableFuture.completedFuture(null);
            }
            if (state.seq() >= partition.takenSeq()) {
                partition.attach();
                return CompletableFuture.completedFuture(null);
            }
            // More was committed while the last chunk was read.
            return follow(state);
        });
    }

    private boolean isWanted() {
        return partition.isReplay(number);
    }
}
