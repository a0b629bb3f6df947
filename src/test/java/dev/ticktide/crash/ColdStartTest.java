package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.crash.ChildProcess.Ports;
import dev.ticktide.crash.ChildProcess.Setup;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.simulate.IngestJson;
import dev.ticktide.testing.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts after a kill with much history, and before what a node needs is there. {@code -Dticktide.coldstart.candles=1000000} is the size that the goal of 10 s is for.
 */
@Tag("alone")
class ColdStartTest {

    private static final int CANDLES = Integer.getInteger("ticktide.coldstart.candles", 100_000);
    private static final long WITHOUT_DATABASE_MILLIS = 3_000;
    private static final int BATCH = 10_000;
    private static final int SYMBOLS = 100;
    private static final long READY_MILLIS = 10_000;
    private static final long BEGIN = 1_700_000_000_000_000L;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    @Test
    void isReadySoonThoughMuchIsStored(@TempDir Path folder) throws Exception {
        Ports ports = Ports.free();
        Setup setup = new Setup(
                folder.resolve("data/ticktide.db"),
                folder.resolve("node.log"),
                ports,
                List.of(),
                Trial.arguments(folder));
        byte[] last;
        long storing;
        try (ChildProcess node = ChildProcess.start(setup)) {
            node.awaitReady();
            long begun = System.nanoTime();
            last = store(ports);
            storing = (System.nanoTime() - begun) / 1_000_000;
            node.kill();
        }
        try (ChildProcess node = ChildProcess.start(setup)) {
            Set<Integer> before = untilReady(ports);
            long ready = node.awaitReady();
            System.out.printf(
                    "ColdStartTest: %d candles stored in %d ms; after a kill ready in %d ms, until then %s%n",
                    CANDLES, storing, ready, before);
            assertTrue(Set.of(503).containsAll(before), "answers before it was ready: " + before);
            assertTrue(ready < READY_MILLIS, "ready after " + ready + " ms");
            String again = post(ports, last);
            assertTrue(again.contains("\"stored\":0,\"duplicate\":" + BATCH + ","), again);
            assertEquals(CANDLES, StoredData.read(setup.data()).entries().size());
        }
    }

    @Test
    void waitsForItsDatabaseAndForItsPartners(@TempDir Path folder) throws Exception {
        PostgresServer database = PostgresServer.mortal();
        PostgresServer.Dead dead = database.stopImmediately();
        int port = Ports.free().web();
        Setup front = setup(folder, "front", database, port, "ingest,web");
        Setup back = setup(folder, "back", database, port, "indicator,signal,aggregate,notify");
        try (ChildProcess first = ChildProcess.start(front)) {
            awaitSaid(front.ports(), "can't be reached");
            assertEquals(503, get(front.ports(), "/api/v1/symbols").statusCode());
            assertEquals(200, get(front.ports(), "/health/live").statusCode());
            Thread.sleep(WITHOUT_DATABASE_MILLIS);
            assertTrue(first.isAlive(), first.tail());
            dead.startAgain();
            awaitSaid(front.ports(), "no node has the role");
            assertEquals(200, get(front.ports(), "/api/v1/symbols").statusCode(), "reads need no partner");
            try (ChildProcess second = ChildProcess.start(back)) {
                first.awaitReady();
                second.awaitReady();
                String stored =
                        post(front.ports(), IngestJson.array(List.of(new Prices(new Random(1)).candle("LATE", BEGIN))));
                assertTrue(stored.contains("\"stored\":1,"), stored);
            }
        } finally {
            database.stop();
        }
    }

    private static Setup setup(Path folder, String name, PostgresServer database, int port, String roles)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--cluster", "--roles", roles));
        arguments.addAll(List.of("--set", "cluster.name=last-" + port, "--set", "cluster.port=" + port));
        arguments.addAll(
                List.of("--set", "cluster.members=[\"127.0.0.1:" + port + "\",\"127.0.0.1:" + (port + 1) + "\"]"));
        arguments.addAll(Trial.arguments(folder, database.url()));
        return new Setup(
                folder.resolve("unused.db"), folder.resolve(name + ".log"), Ports.free(), List.of(), arguments);
    }

    private void awaitSaid(Ports ports, String text) throws InterruptedException {
        String said = "";
        for (int i = 0; i < 400; i++) {
            try {
                HttpResponse<String> answer = get(ports, "/health/ready");
                said = answer.statusCode() + " " + answer.body();
                if (said.startsWith("503 ") && said.contains(text)) {
                    return;
                }
            } catch (IOException e) {
                said = "nobody listens";
            }
            Thread.sleep(100);
        }
        throw new AssertionError("/health/ready does not say \"" + text + "\" but: " + said);
    }

    private HttpResponse<String> get(Ports ports, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(ports.webUrl() + path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The last batch. */
    private byte[] store(Ports ports) throws Exception {
        Prices prices = new Prices(new Random(1));
        byte[] body = {};
        for (int i = 0; i < CANDLES; i += BATCH) {
            List<MarketEvent> candles = new ArrayList<>();
            for (int j = i; j < i + BATCH; j++) {
                candles.add(prices.candle("COLD" + j % SYMBOLS, BEGIN + j / SYMBOLS * 1_000_000L));
            }
            body = IngestJson.array(candles);
            String answer = post(ports, body);
            assertTrue(answer.contains("\"stored\":" + BATCH + ","), answer);
        }
        return body;
    }

    private String post(Ports ports, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(ports.ingestUrl()))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        for (int i = 0; i < 100 && answer.statusCode() == 503; i++) {
            Thread.sleep(100);
            answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        }
        assertEquals(200, answer.statusCode(), answer.body());
        return answer.body();
    }

    /** What {@code /health/ready} says until it says ready, without the time in which nobody listens. */
    private Set<Integer> untilReady(Ports ports) throws InterruptedException {
        Set<Integer> answers = new TreeSet<>();
        for (int i = 0; i < 3_000; i++) {
            try {
                int status = http.send(
                                HttpRequest.newBuilder(URI.create(ports.webUrl() + "/health/ready"))
                                        .timeout(Duration.ofSeconds(5))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status == 200) {
                    return answers;
                }
                answers.add(status);
            } catch (IOException e) {
                // Nobody listens yet.
            }
            Thread.sleep(20);
        }
        throw new AssertionError("not ready within a minute; answers " + answers);
    }
}
