package dev.ticktide.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.balance.Balanced.Answer;
import dev.ticktide.balance.backend.Backend;
import dev.ticktide.balance.backend.BackendRole;
import dev.ticktide.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which node gets a request, and what happens to requests when nodes come and go. */
class BalanceVerticleTest {

    @Test
    void spreadsEvenlyOverIdleNodes() {
        try (Balanced balanced = new Balanced(3)) {
            for (int i = 0; i < 60; i++) {
                assertEquals(200, Balanced.await(balanced.post("candle " + i)).status());
            }
            for (FakeNode node : balanced.nodes) {
                int served = node.requests.get();
                assertTrue(served >= 15 && served <= 25, node.name + " served " + served + " of 60");
            }
        }
    }

    @Test
    void givesEachPortWhatItIsFor() {
        try (Balanced balanced = new Balanced(2)) {
            balanced.known.clear();
            balanced.known.add(balanced.node(1).backend());
            Backend second = balanced.node(2).backend();
            balanced.known.set(
                    0, new Backend("a", "127.0.0.1", balanced.node(1).backend().ingestPort(), Backend.NONE));
            balanced.known.add(new Backend("b", "127.0.0.1", Backend.NONE, second.webPort()));
            Await.until(() -> balanced.state("a", BackendRole.INGEST).equals("in")
                    && balanced.state("b", BackendRole.WEB).equals("in")
                    && balanced.state("node-1", BackendRole.WEB).equals("unknown"));

            assertEquals("node-1", Balanced.await(balanced.post("candle")).body());
            assertEquals(
                    "node-1",
                    Balanced.await(balanced.send("POST", "/discard", "x")).body());
            assertEquals("node-2", balanced.get("/api/v1/stocks").body());
            assertEquals("node-2", balanced.get("/").body());
        }
    }

    @Test
    void givesASlowNodeFarFewerRequests() {
        try (Balanced balanced = new Balanced(2)) {
            balanced.node(1).delayMillis = 10;
            balanced.node(2).delayMillis = 100;
            runLoad(balanced, 8, 400);

            int fast = balanced.node(1).requests.get();
            int slow = balanced.node(2).requests.get();
            System.out.println("fast node " + fast + ", node of a tenth of its speed " + slow);
            assertEquals(400, fast + slow);
            assertTrue(slow * 3 < fast, "fast " + fast + ", slow " + slow);
        }
    }

    @Test
    void losesNothingWhenANodeIsKilledUnderLoad() {
        try (Balanced balanced = new Balanced(3)) {
            balanced.nodes.forEach(node -> node.delayMillis = 30);
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                answers.add(balanced.post("first " + i));
            }
            Await.until(() -> balanced.node(2).requests.get() > 10);
            balanced.node(2).kill();
            for (int i = 0; i < 300; i++) {
                answers.add(balanced.post("second " + i));
            }

            for (Future<Answer> answer : answers) {
                Answer got = Balanced.await(answer);
                assertEquals(200, got.status(), got.body());
            }
            int most = balanced.deliveries.values().stream()
                    .mapToInt(AtomicInteger::get)
                    .max()
                    .orElseThrow();
            assertTrue(most <= 2, "delivered " + most + " times");
            assertEquals(600, balanced.deliveries.size());
            assertTrue(balanced.count("ejected node-2") >= 1);
            System.out.println("killed under load: " + balanced.counted);
        }
    }

    @Test
    void bringsABrokenNodeBackAfterItsRest() {
        try (Balanced balanced = new Balanced(2)) {
            balanced.node(1).kill();
            for (int i = 0; i < 10; i++) {
                assertEquals("node-2", Balanced.await(balanced.post("a" + i)).body());
            }
            Await.until(() -> balanced.state("node-1", BackendRole.INGEST).equals("out"));

            balanced.node(1).start();
            Await.until(() -> balanced.state("node-1", BackendRole.INGEST).equals("in"));
            for (int i = 0; i < 10; i++) {
                assertEquals(200, Balanced.await(balanced.post("b" + i)).status());
            }
            assertTrue(balanced.node(1).requests.get() >= 3, "served " + balanced.node(1).requests);
        }
    }

    @Test
    void takesADrainingNodeOutOfRotationWithoutAnError() {
        try (Balanced balanced = new Balanced(2)) {
            balanced.nodes.forEach(node -> node.delayMillis = 5);
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger good = new AtomicInteger();
            List<Answer> bad = new java.util.concurrent.CopyOnWriteArrayList<>();
            List<Future<Void>> loops = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                loops.add(postUntil(balanced, stop, good, bad));
            }
            Await.until(() -> good.get() > 100);
            balanced.node(1).draining = true;
            balanced.node(1).ready = false;
            Await.until(() -> balanced.state("node-1", BackendRole.INGEST).equals("not_ready"));
            int served = balanced.node(1).requests.get();
            int before = good.get();
            Await.until(() -> good.get() > before + 100);
            stop.set(true);
            loops.forEach(Balanced::await);

            assertEquals(List.of(), bad);
            assertEquals(served, balanced.node(1).requests.get());
            assertEquals(0, balanced.count("ejected node-1"), "draining is no failure");
            assertEquals(200, balanced.get("/balancer/health").status());

            balanced.node(1).draining = false;
            balanced.node(1).ready = true;
            Await.until(() -> balanced.state("node-1", BackendRole.INGEST).equals("in"));
        }
    }

    @Test
    void passesOnThatTheOnlyNodeDrains() {
        try (Balanced balanced = new Balanced(1)) {
            balanced.node(1).draining = true;
            Answer answer = Balanced.await(balanced.post("candle"));
            assertEquals("503 draining", answer.status() + " " + answer.code());
            assertEquals("1", answer.retryAfter());
        }
    }

    @Test
    void saysThatThereIsNoNode() {
        try (Balanced balanced = new Balanced(0)) {
            Answer answer = Balanced.await(balanced.post("candle"));
            assertEquals("503 no_node", answer.status() + " " + answer.code());
            assertEquals("1", answer.retryAfter());
            assertEquals(503, balanced.get("/balancer/health").status());
            assertEquals("no_node", balanced.get("/api/v1/stocks").code());
        }
    }

    @Test
    void saysThatAllNodesAreGoneAndFindsThemAgain() {
        try (Balanced balanced = new Balanced(2)) {
            balanced.nodes.forEach(FakeNode::kill);
            Await.until(() -> Balanced.await(balanced.post("x")).code().equals("no_node"));
            balanced.nodes.forEach(FakeNode::start);
            Await.until(() -> Balanced.await(balanced.post("x")).status() == 200);
        }
    }

    @Test
    void tellsOfItsTargets() {
        try (Balanced balanced = new Balanced(2)) {
            Answer answer = balanced.get("/balancer/health");
            JsonObject health = new JsonObject(answer.body());
            assertEquals(200, answer.status());
            assertEquals(4, health.getJsonArray("targets").size());
            assertEquals(0, health.getJsonArray("targets").getJsonObject(0).getInteger("requests"));
            assertEquals(
                    405,
                    Balanced.await(balanced.send("POST", "/balancer/health", ""))
                            .status());
        }
    }

    @Test
    void turnsAwayWhatNoNodeHasRoomFor() {
        BalanceSettings small = Balanced.with(1_024, 4_096, 1, 1, Duration.ofSeconds(30));
        try (Balanced balanced = new Balanced(1, small)) {
            balanced.node(1).hold();
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                answers.add(balanced.post("candle " + i));
            }
            Await.until(() -> answers.stream().filter(Future::isComplete).count() == 3);
            balanced.node(1).release();
            List<String> codes = answers.stream()
                    .map(Balanced::await)
                    .map(answer -> answer.status() + answer.code() + answer.retryAfter())
                    .sorted()
                    .toList();
            assertEquals(List.of("200none", "200none", "503overloaded1", "503overloaded1", "503overloaded1"), codes);
        }
    }

    private static Future<Void> postUntil(Balanced balanced, AtomicBoolean stop, AtomicInteger good, List<Answer> bad) {
        return balanced.post("loop").compose(answer -> {
            if (answer.status() == 200) {
                good.incrementAndGet();
            } else {
                bad.add(answer);
            }
            return stop.get() ? Future.succeededFuture() : postUntil(balanced, stop, good, bad);
        });
    }

    private static void runLoad(Balanced balanced, int atATime, int total) {
        AtomicInteger next = new AtomicInteger();
        List<Future<Void>> loops = new ArrayList<>();
        for (int i = 0; i < atATime; i++) {
            loops.add(step(balanced, next, total));
        }
        loops.forEach(Balanced::await);
    }

    private static Future<Void> step(Balanced balanced, AtomicInteger next, int total) {
        int number = next.getAndIncrement();
        return number >= total
                ? Future.succeededFuture()
                : balanced.post("candle " + number).compose(answer -> step(balanced, next, total));
    }
}
