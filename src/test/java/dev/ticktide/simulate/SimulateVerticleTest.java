package dev.ticktide.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.log.FillProgress;
import dev.ticktide.market.log.Filling;
import dev.ticktide.simulate.FakeTicktide.Answer;
import dev.ticktide.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stage as it is deployed, against servers that misbehave. The clock is the test's: a tick is due when it moves on. */
class SimulateVerticleTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** By then a post that was answered with Retry-After: 0 would have been sent again, after 200 ms. */
    private static final long AFTER_NEXT_TRY_MILLIS = 500;

    private static final long NOW = 1_700_000_000_000_000L;
    private static final long SECOND = 1_000_000;
    private static final String NOTHING = "[]";

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong clock = new AtomicLong(NOW);
    private final List<Filling> fillings = new CopyOnWriteArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final FillProgress progress = new FillProgress() {
        @Override
        public void at(Filling filling) {
            fillings.add(filling);
        }

        @Override
        public void over(String what) {
            over.set(what.equals(fillings.get(0).what()));
        }
    };

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    @Test
    void fillsAnEmptyStoreInOrderThenGoesLive() {
        FakeTicktide server = new FakeTicktide(vertx, NOTHING);
        deploy(server, "AAPL", "IBM");

        Await.until("history", LIMIT, () -> candles(server), size -> size >= 2 * history());
        clock.addAndGet(SECOND);
        Await.until("a live candle", LIMIT, () -> lastTime(server, "IBM"), time -> time > NOW);

        for (String symbol : List.of("AAPL", "IBM")) {
            List<JsonObject> candles = server.candles(symbol).toList();
            assertTrue(seconds(candles.get(0)) >= NOW / 1e6 - 3 * 3_600, "starts with the back-fill");
            for (int i = 1; i < candles.size(); i++) {
                assertTrue(seconds(candles.get(i - 1)) < seconds(candles.get(i)), symbol + " candle " + i);
                assertEquals(
                        candles.get(i - 1).getDouble("closing_price"),
                        candles.get(i).getDouble("opening_price"));
            }
        }
        assertTrue(server.posts.stream().allMatch(post -> post.size() <= 100), "no batch above the limit");
    }

    @Test
    void tellsHowFarHistoryHasCome() {
        FakeTicktide server = new FakeTicktide(vertx, NOTHING);
        deploy(server, "AAPL", "IBM");
        Await.until("the end", LIMIT, over::get, Boolean::booleanValue);

        assertEquals(new Filling("simulated history", 0, 2L * history()), fillings.get(0));
        for (int i = 1; i < fillings.size(); i++) {
            assertTrue(fillings.get(i - 1).done() < fillings.get(i).done(), fillings::toString);
        }
        assertTrue(fillings.get(fillings.size() - 1).percent() > 90, fillings::toString);
        assertTrue(candles(server) >= 2 * history(), "over only when all is sent");
    }

    @Test
    void sendsAllKindsOfMetadataWhenLive() {
        FakeTicktide server = new FakeTicktide(vertx, NOTHING);
        deploy(server, "AAPL");
        Await.until("history", LIMIT, () -> candles(server), size -> size >= history());
        for (int i = 0; i < 20; i++) {
            long due = clock.addAndGet(SECOND);
            Await.until("the tick", LIMIT, () -> lastTime(server, "AAPL"), time -> time >= due);
        }

        Set<String> kinds = server.taken.stream()
                .map(event -> event.getString("data_type", "candle"))
                .collect(Collectors.toSet());
        assertEquals(Set.of("candle", "order_book", "news_sentiment", "market_data", "economic_indicator"), kinds);
    }

    @Test
    void goesOnFromWhatIsStoredOfEachSymbol() {
        long minuteAgo = NOW - 60 * SECOND;
        FakeTicktide server = new FakeTicktide(vertx, stored("IBM", 500.25, minuteAgo));
        deploy(server, "AAPL", "IBM");
        Await.until("history", LIMIT, () -> candles(server), size -> size >= history() + 59);

        List<JsonObject> gap = past(server, "IBM");
        assertEquals(500.25, gap.get(0).getDouble("opening_price"));
        assertTrue(seconds(gap.get(0)) > minuteAgo / 1e6, "nothing that is stored already");
        assertEquals(59, gap.size());
        assertEquals(history(), past(server, "AAPL").size(), "a symbol without data gets all its history");
    }

    @Test
    void dataFromTheFutureOfAnotherSymbolHoldsNothingUp() {
        FakeTicktide server = new FakeTicktide(vertx, stored("OTHER", 10, NOW + 86_400 * SECOND));
        deploy(server, "AAPL");
        Await.until("history", LIMIT, () -> candles(server), size -> size >= history());
        clock.addAndGet(SECOND);
        Await.until("a live candle", LIMIT, () -> lastTime(server, "AAPL"), time -> time > NOW);
    }

    @Test
    void whatIsDueWhileHistoryGoesOutIsFilledInToo() {
        FakeTicktide server = new FakeTicktide(vertx, NOTHING);
        server.postAnswers.add(new Answer(503, "1"));
        deploy(server, "AAPL");
        Await.until("the first post", LIMIT, () -> server.posts.size(), size -> size == 1);
        clock.addAndGet(30 * SECOND);
        Await.until("history", LIMIT, () -> candles(server), size -> size >= history() + 29);
    }

    @Test
    void sendsTheSameBatchAgainUntilItIsTaken() {
        FakeTicktide server = new FakeTicktide(vertx, NOTHING);
        server.postAnswers.addAll(List.of(new Answer(429, "0"), new Answer(0, ""), new Answer(503, "")));
        deploy(server, "AAPL");
        Await.until("history", LIMIT, () -> candles(server), size -> size >= history());
        for (int i = 1; i <= 3; i++) {
            assertEquals(server.posts.get(0), server.posts.get(i));
        }
        assertEquals(history(), past(server, "AAPL").size());
    }

    @Test
    void comesBackNoSoonerThanItIsTold() {
        FakeTicktide server = new FakeTicktide(vertx, NOTHING);
        server.postAnswers.add(new Answer(503, "1"));
        long begin = System.nanoTime();
        deploy(server, "AAPL");
        Await.until("the second post", LIMIT, () -> server.posts.size(), size -> size >= 2);
        long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        assertTrue(waited >= 1_000, "came back after " + waited + " ms");
    }

    @Test
    void goesOnAfterARefusal() {
        FakeTicktide server = new FakeTicktide(vertx, NOTHING);
        server.postAnswers.add(new Answer(422, ""));
        deploy(server, "AAPL");
        Await.until("the rest", LIMIT, () -> candles(server), size -> size >= history() - 100);
        assertEquals(
                history()
                        - (int) server.posts.get(0).stream()
                                .filter(event -> !((JsonObject) event).containsKey("data_type"))
                                .count(),
                past(server, "AAPL").size());
    }

    @Test
    void waitsForAWebNodeThatIsNotReady() {
        FakeTicktide server = new FakeTicktide(vertx, NOTHING);
        server.getAnswers.addAll(List.of(new Answer(503, "0"), new Answer(0, "")));
        deploy(server, "AAPL");
        Await.until("history", LIMIT, () -> candles(server), size -> size >= history());
    }

    @Test
    void sendsNothingMoreOnceStopped() {
        FakeTicktide server = new FakeTicktide(vertx, NOTHING);
        server.postAnswers.add(new Answer(503, "0"));
        String id = deploy(server, "AAPL");
        Await.until("the first post", LIMIT, () -> server.posts.size(), size -> size == 1);
        await(vertx.undeploy(id));
        AtomicBoolean later = new AtomicBoolean();
        vertx.setTimer(AFTER_NEXT_TRY_MILLIS, timer -> later.set(true));
        Await.until("the time of the next try", LIMIT, later::get, Boolean::booleanValue);
        assertEquals(1, server.posts.size());
    }

    private String deploy(FakeTicktide server, String... symbols) {
        SimulateSettings settings = new SimulateSettings(42, List.of(symbols), 50, 4, Duration.ofHours(3), 100);
        return await(vertx.deployVerticle(new SimulateVerticle(
                settings,
                () -> new SimulateSettings.Endpoints("127.0.0.1", server.port(), "127.0.0.1", server.port()),
                clock::get,
                progress)));
    }

    private static int candles(FakeTicktide server) {
        return (int) server.taken.stream()
                .filter(event -> !event.containsKey("data_type"))
                .count();
    }

    /** Candles a symbol has when three hours were filled in. */
    private static int history() {
        return Backfill.slots(NOW - 3 * 3_600 * SECOND, NOW).size();
    }

    /** Without what came live. */
    private static List<JsonObject> past(FakeTicktide server, String symbol) {
        return server.candles(symbol)
                .filter(candle -> seconds(candle) < NOW / 1e6)
                .toList();
    }

    private static String stored(String symbol, double last, long time) {
        return "[{\"symbol\":\"%s\",\"last\":%s,\"lastTime\":%d}]".formatted(symbol, last, time / 1_000);
    }

    private static long lastTime(FakeTicktide server, String symbol) {
        return server.candles(symbol)
                .mapToLong(candle -> Math.round(seconds(candle) * 1e6))
                .max()
                .orElse(0);
    }

    private static double seconds(JsonObject candle) {
        return candle.getDouble("timestamp");
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
