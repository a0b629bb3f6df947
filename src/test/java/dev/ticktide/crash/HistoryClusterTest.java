package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.market.Candle;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.simulate.IngestJson;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.PostgresServer;
import dev.ticktide.testing.SymbolsOf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes over PostgreSQL. The past of a symbol is loaded through a node that does not own it, while its owner is killed
 * twice: with half of the candles kept, and in the middle of building the bars; a bar whose time runs out as the first of them dies is closed once. What comes of it is what the same candles give
 * that come live and in order under another name, at every node, and clients of the feed at other nodes see it.
 */
class HistoryClusterTest {

    private static final int NODES = 3;
    private static final int PARTITIONS = 64;
    private static final String LATE = "LATE";
    private static final String ORDER = "ORDER";
    private static final long MINUTE = 60_000_000;
    private static final long BEGIN = 1_704_067_200_000_000L;
    private static final int ALL = 1_600;
    private static final int PAST = 1_200;
    private static final int EARLIER = 400;
    private static final int PART = 400;
    private static final String TICK = SymbolsOf.partition("TICK", StableHash.partition(LATE, PARTITIONS), PARTITIONS);
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration SLACK = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void aLoadThroughAnotherNodeOutlivesItsOwners() throws Exception {
        PostgresServer server = PostgresServer.shared();
        server.clear();
        List<String> arguments = new ArrayList<>(Trial.arguments(folder, server.url()));
        arguments.addAll(List.of("--set", "indicators.timeframes=[raw,2s,1m,5m,1h]"));
        arguments.addAll(List.of("--set", "indicators.close_grace=" + GRACE.toSeconds() + "s"));
        List<Candle> candles = walk(LATE);
        try (Cluster cluster = new Cluster(folder, NODES, folder.resolve("unused.db"), arguments)) {
            live(cluster, 0, walk(ORDER));
            live(cluster, 0, candles.subList(PAST, PAST + 200));
            List<Candle> past = new ArrayList<>(candles.subList(EARLIER, PAST));
            Collections.shuffle(past, new Random(3));

            int owner = owner(cluster, 0);
            int sender = (owner + 1) % NODES;
            load(cluster, sender, "a", past.subList(0, PART), false);
            assertEquals(200, bars(cluster, sender, LATE, "raw").size(), "nothing of it counts yet");
            long tick = System.currentTimeMillis() / 1_000;
            live(cluster, sender, List.of(new Candle(TICK, tick * 1_000_000, 5, 5, 5, 5, 1)));
            cluster.kill(owner);
            cluster.startAgain(owner);
            load(cluster, sender, "a", past.subList(PART, past.size()), false);
            long takenOver = System.currentTimeMillis();
            cluster.awaitReady(owner);
            closedOnce(server, cluster, sender, tick, takenOver);

            int second = owner(cluster, sender);
            int other = (second + 1) % NODES;
            int last = NODES - second - other;
            try (LiveClient near = new LiveClient(URI.create(cluster.webUrl(other)), List.of(LATE));
                    LiveClient far = new LiveClient(URI.create(cluster.webUrl(last)), List.of(LATE))) {
                List<LiveClient> clients = List.of(near, far);
                awaitBars(clients, 200);
                killWhileItBuilds(server, cluster, second, other, past.subList(PART, past.size()));
                // The sender, left without an answer, repeats everything.
                int through = owner(cluster, other) == other ? last : other;
                load(cluster, through, "a", past.subList(0, PART), false);
                load(cluster, through, "a", past.subList(PART, past.size()), true);
                awaitBars(clients, past.size() + 200);
                // Now without a takeover, so that nothing but this makes them read again.
                load(cluster, through, "b", candles.subList(0, EARLIER), true);
                awaitBars(clients, PAST + 200);
                live(cluster, through, candles.subList(PAST + 200, ALL));
                awaitBars(clients, ALL);
                clients.forEach(client -> assertEquals(List.of(), client.contradictions()));
                for (int node : new int[] {other, last}) {
                    sameAsInOrder(cluster, node);
                }
                assertEquals("0", server.query("SELECT COUNT(*) FROM history_load WHERE generation = 0"));
                assertEquals("2", decisions(server, LATE));
            }
        }
    }

    /** A bar that was open when its owner died, a moment before it would have closed it, is closed by the next owner. */
    private static void closedOnce(PostgresServer server, Cluster cluster, int node, long tick, long takenOver) {
        Await.until(
                "the bar to close", LIMIT, () -> bars(cluster, node, TICK, "2s").size(), count -> count == 1);
        // Its minute ends later, by an entry of its own.
        long end = (tick / 2 * 2 + 2) * 1_000;
        String of = " FROM decision WHERE subject = '" + TICK + "' AND time <= " + end * 1_000;
        assertEquals("1", server.query("SELECT COUNT(*)" + of));
        long closed = Long.parseLong(server.query("SELECT arrival" + of));
        long due = Math.max(end + GRACE.toMillis(), takenOver);
        assertTrue(closed / 1_000 < due + SLACK.toMillis(), "closed " + (closed / 1_000 - due) + " ms late");
    }

    private static String decisions(PostgresServer server, String symbol) {
        return server.query("SELECT COUNT(*) FROM decision WHERE subject = '" + symbol + "'");
    }

    private static void sameAsInOrder(Cluster cluster, int node) {
        Map<String, String> expected = new TreeMap<>();
        Await.until(
                "the same as in order at node " + node,
                LIMIT,
                () -> {
                    expected.clear();
                    expected.putAll(made(cluster, node, ORDER));
                    return difference(expected, made(cluster, node, LATE));
                },
                String::isEmpty);
        assertTrue(expected.get("signals").length() > 5_000, "too few signals to say anything");
    }

    private static void awaitBars(List<LiveClient> clients, int count) {
        for (LiveClient client : clients) {
            for (String timeframe : LiveClient.TIMEFRAMES) {
                // The last bar of a minute is open.
                int closed = timeframe.equals("raw") ? count : count - 1;
                Await.until(
                        "bars of " + timeframe + " at a client",
                        LIMIT,
                        () -> client.isInStep() ? keys(client, timeframe) : 0,
                        keys -> keys == closed);
            }
        }
    }

    /** Nobody can write bars while another program holds this lock, so the owner waits in the middle of its transaction. */
    private static void killWhileItBuilds(
            PostgresServer server, Cluster cluster, int owner, int through, List<Candle> part) throws Exception {
        try (Connection other = server.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE history_bar IN SHARE MODE");
            CompletableFuture<HttpResponse<String>> answer =
                    HTTP.sendAsync(request(cluster, through, "a", part, true), HttpResponse.BodyHandlers.ofString());
            Await.until(
                    "the bars to be written",
                    LIMIT,
                    () -> server.query("SELECT COUNT(*) FROM pg_locks WHERE NOT granted"
                            + " AND relation = 'history_bar'::regclass"),
                    "1"::equals);
            assertFalse(answer.isDone());
            cluster.kill(owner);
            other.rollback();
            int status = answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS).statusCode();
            assertTrue(status == 200 || status == 503, "answer " + status);
        }
    }

    private static int keys(LiveClient client, String timeframe) {
        return (int) client.bars().keySet().stream()
                .filter(key -> key.startsWith(LATE + "|" + timeframe + "|"))
                .count();
    }

    /** Empty if there is none. */
    private static String difference(Map<String, String> expected, Map<String, String> found) {
        for (Map.Entry<String, String> each : expected.entrySet()) {
            String other = found.getOrDefault(each.getKey(), "");
            if (!each.getValue().equals(other)) {
                int at = 0;
                while (at < Math.min(other.length(), each.getValue().length())
                        && other.charAt(at) == each.getValue().charAt(at)) {
                    at++;
                }
                return each.getKey() + " differs from " + at + " on: expected " + cut(each.getValue(), at) + ", found "
                        + cut(other, at);
            }
        }
        return "";
    }

    private static String cut(String text, int at) {
        return text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 200));
    }

    /** All that a node makes of a symbol, without its name and without what only says when it came. */
    private static Map<String, String> made(Cluster cluster, int node, String symbol) {
        Map<String, String> made = new TreeMap<>();
        for (String timeframe : List.of("raw", "2s", "1m", "5m", "1h")) {
            String where = "?symbol=" + symbol + "&timeframe=" + timeframe + "&limit=10000";
            made.put(timeframe, bars(cluster, node, symbol, timeframe).toString());
            // Configured ones, and one that is computed for this question.
            made.put(
                    "values " + timeframe,
                    get(cluster, node, "/api/v1/indicators" + where + "&names=sma(20),ema(20),rsi(14),sma(7)"));
        }
        List<String> signals = new ArrayList<>();
        for (JsonNode each : read(cluster, node, "/api/v1/signals?symbol=" + symbol + "&limit=10000")) {
            ObjectNode signal = (ObjectNode) each;
            signal.remove(List.of("id", "generatedAt"));
            ((ObjectNode) signal.get("inputs")).remove("seq");
            signals.add(signal.toString());
        }
        // Those of one moment have no order.
        Collections.sort(signals);
        made.put("signals", String.join("\n", signals));
        made.put(
                "summary",
                ((ObjectNode) read(cluster, node, "/api/v1/summary/" + symbol))
                        .without(List.of("arrived"))
                        .toString());
        made.replaceAll((what, text) -> text.replace("\"" + symbol + "\"", "\"?\""));
        return made;
    }

    private static List<String> bars(Cluster cluster, int node, String symbol, String timeframe) {
        List<String> rows = new ArrayList<>();
        String path = "/api/v1/candles?symbol=" + symbol + "&timeframe=" + timeframe + "&limit=10000";
        for (JsonNode row : read(cluster, node, path).path("data")) {
            StringBuilder bar = new StringBuilder();
            for (int i = 0; i < 6; i++) {
                bar.append(row.get(i)).append(' ');
            }
            rows.add(bar.toString());
        }
        return rows;
    }

    private static JsonNode read(Cluster cluster, int node, String path) {
        try {
            return JSON.readTree(get(cluster, node, path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String get(Cluster cluster, int node, String path) {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(URI.create(cluster.webUrl(node) + path))
                                    .timeout(LIMIT)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int owner(Cluster cluster, int asked) throws Exception {
        int partition = StableHash.partition(LATE, PARTITIONS);
        int[] owner = {-1};
        Await.until(
                "an owner of " + LATE,
                LIMIT,
                () -> {
                    for (int node = 0; node < NODES; node++) {
                        try {
                            if (cluster.node(node).isAlive()
                                    && cluster.owned(asked, node, "indicator").contains(partition)) {
                                owner[0] = node;
                            }
                        } catch (IOException | InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    }
                    return owner[0];
                },
                found -> found >= 0);
        return owner[0];
    }

    /** Repeated as a sender repeats it. */
    private static void load(Cluster cluster, int through, String name, List<Candle> part, boolean commit) {
        Await.until(
                "a part of the load to be taken",
                LIMIT,
                () -> send(request(cluster, through, name, part, commit)),
                answer -> answer.startsWith("200"));
    }

    private static HttpRequest request(Cluster cluster, int through, String name, List<Candle> part, boolean commit) {
        return HttpRequest.newBuilder(URI.create(cluster.ports(through).ingestUrl() + "?mode=history&load=" + name
                        + (commit ? "&commit=true" : "")))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(IngestJson.array(List.copyOf(part))))
                .build();
    }

    private static void live(Cluster cluster, int through, List<Candle> candles) {
        for (int from = 0; from < candles.size(); from += PART) {
            List<Candle> part = candles.subList(from, Math.min(candles.size(), from + PART));
            String answer = send(
                    HttpRequest.newBuilder(URI.create(cluster.ports(through).ingestUrl()))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(IngestJson.array(List.copyOf(part))))
                            .build());
            assertTrue(answer.startsWith("200"), answer);
        }
    }

    private static String send(HttpRequest request) {
        try {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Candle> walk(String symbol) {
        Prices prices = new Prices(new Random(1));
        List<Candle> candles = new ArrayList<>();
        for (int i = 0; i < ALL; i++) {
            candles.add(prices.candle(symbol, BEGIN + i * MINUTE));
        }
        return candles;
    }
}
