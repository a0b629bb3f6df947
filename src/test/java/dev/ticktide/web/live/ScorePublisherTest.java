package dev.ticktide.web.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.store.Store;
import dev.ticktide.store.StoreException;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Samples;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Scores that become known while reads are slow or fail. */
class ScorePublisherTest {

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final List<CompletableFuture<Optional<Store.StoredSignal>>> reads = new CopyOnWriteArrayList<>();
    private final List<Integer> published = new CopyOnWriteArrayList<>();
    private final AtomicInteger renewals = new AtomicInteger();
    private final ScorePublisher publisher = new ScorePublisher(
            context,
            id -> {
                reads.add(new CompletableFuture<>());
                return reads.get(reads.size() - 1);
            },
            stored -> published.add(stored.scores().size()),
            renewals::incrementAndGet);

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aReadThatFailsIsTriedAgainAtTheNextTick() {
        known("a");
        tick();
        reads.get(0)
                .completeExceptionally(
                        new StoreException(StoreException.Kind.BUSY, "too many reads are waiting", null));
        Await.until(() -> {
            tick();
            return reads.size() == 2;
        });
        reads.get(1).complete(stored("a", 1));
        Await.until(() -> published.equals(List.of(1)));
        tick();
        assertEquals(2, reads.size(), "what was published is not read again");
    }

    @Test
    void aScoreThatBecomesKnownDuringAReadIsReadAfterIt() {
        known("a");
        tick();
        known("a");
        tick();
        assertEquals(1, reads.size(), "the second read could be overtaken by the first");
        reads.get(0).complete(stored("a", 1));
        Await.until(() -> {
            tick();
            return reads.size() == 2;
        });
        reads.get(1).complete(stored("a", 2));
        Await.until(() -> published.equals(List.of(1, 2)));
    }

    @Test
    void aTakeoverThatScoresManySignalsLeavesRoomForOtherReads() throws Exception {
        int many = 3 * ScorePublisher.READS_PER_TICK;
        known(IntStream.range(0, many).mapToObj(i -> "s" + i).toArray(String[]::new));
        for (int round = 1; round <= 3; round++) {
            int due = round * ScorePublisher.READS_PER_TICK;
            Await.until(() -> {
                tick();
                return reads.size() == due;
            });
            reads.forEach(read -> read.complete(stored("s", 1)));
        }
        Await.until(() -> published.size() == many);
        assertEquals(0, renewals.get());
    }

    @Test
    void whenTooManyWaitPagesReadEverythingAgain() {
        known(IntStream.rangeClosed(0, ScorePublisher.MAX_WAITING)
                .mapToObj(i -> "s" + i)
                .toArray(String[]::new));
        assertEquals(1, renewals.get());
        tick();
        assertEquals(0, reads.size());
    }

    private void known(String... ids) {
        List<SignalScore> scores = List.of(ids).stream()
                .map(id -> new SignalScore(id, "AAPL", 5, 0.01, Side.BUY))
                .toList();
        onContext(() -> publisher.add(scores));
    }

    private void tick() {
        onContext(publisher::tick);
    }

    private void onContext(Runnable what) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(nothing -> {
            what.run();
            done.complete(null);
        });
        done.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static Optional<Store.StoredSignal> stored(String id, int scores) {
        return Optional.of(new Store.StoredSignal(
                Samples.signal(id, "AAPL", 0, Side.BUY),
                IntStream.range(0, scores)
                        .mapToObj(i -> new SignalScore(id, "AAPL", 5 * (i + 1), 0.01, Side.BUY))
                        .toList()));
    }
}
