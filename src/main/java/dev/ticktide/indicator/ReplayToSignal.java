package dev.ticktide.indicator;

import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.IndicatorOutput;
import dev.ticktide.market.Rebuilt;
import dev.ticktide.stage.StageLink;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sends a partition's output to the signal stage again, from the entry after the one it asks for, on a state of its
 * own; when it has reached the live state, the live output continues from there without a gap.
 */
final class ReplayToSignal implements Replayer.Listener {

    private static final long ROOM_MILLIS = 20;

    private final OwnedPartition partition;
    private final StageLink<IndicatorOutput.Part> link;
    private final Vertx vertx;
    private final Replayer replayer;
    private final int number;
    private final long afterSeq;
    private List<BarUpdate> collected = new ArrayList<>();
    private List<Rebuilt> rebuilt = new ArrayList<>();
    private long collectedAfter;

    private ReplayToSignal(
            OwnedPartition partition,
            int number,
            long afterSeq,
            Replayer replayer,
            StageLink<IndicatorOutput.Part> link,
            Vertx vertx) {
        this.partition = partition;
        this.afterSeq = afterSeq;
        this.collectedAfter = afterSeq;
        this.replayer = replayer;
        this.link = link;
        this.vertx = vertx;
        this.number = number;
    }

    /**
     * Starts; a further replay of the same partition ends this one.
     *
     * @param number of this replay, assigned by the partition
     */
    static CompletionStage<?> start(
            OwnedPartition partition,
            int number,
            long afterSeq,
            Replayer replayer,
            StageLink<IndicatorOutput.Part> link,
            Vertx vertx) {
        ReplayToSignal replay = new ReplayToSignal(partition, number, afterSeq, replayer, link, vertx);
        if (afterSeq >= partition.takenSeq()) {
            partition.attach();
            return CompletableFuture.completedFuture(null);
        }
        return replayer.restore(partition.state().partition(), afterSeq)
                .thenCompose(restored -> replay.follow(restored.state()));
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
        CompletableFuture<Void> room = new CompletableFuture<>();
        waitForRoom(room);
        return room;
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

    private void waitForRoom(CompletableFuture<Void> room) {
        if (link.isCongested()) {
            vertx.setTimer(ROOM_MILLIS, timer -> waitForRoom(room));
        } else {
            room.complete(null);
        }
    }

    private boolean isWanted() {
        return partition.isReplay(number);
    }
}
