package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.ticktide.notify.plan.Subscription;
import dev.ticktide.testing.Browser;
import dev.ticktide.testing.Plans;
import dev.ticktide.testing.SymbolsOf;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes behind a fourth that only balances. */
abstract class BalancedCluster {

    static final long SEED = Long.getLong("ticktide.seed", System.nanoTime());
    static final int NODES = 3;
    static final int CLIENTS = 3;
    static final int PAUSE_MILLIS = 250;
    static final int PARTITIONS = 64;
    static final int SIGTERM = 143;

    /** One for each node's page; no late candles come to them. */
    static final List<String> SHOWN = List.of("CALM0", "CALM1");

    static final List<String> TIMEFRAMES = List.of("raw", "1m");

    /** Of candles that are no load; nobody else has these. */
    static final AtomicLong SECOND = new AtomicLong(1_650_000_000);

    static final String PROBE = "PROBE";
    static final HttpClient HTTP = HttpClient.newHttpClient();
    static final String READER = "student1@example.org";

    /** So few that their mails are no load of their own. */
    static final Subscription MAILED =
            new Subscription(Plans.to(READER), List.of("CALM0", "CALM1", "LATE2"), List.of(), List.of("*"), null);

    @TempDir
    static Path folder;

    static GreenMail mail;
    static Path file;
    static Cluster cluster;
    static URI balancer;

    @RegisterExtension
    final Browser browser = new Browser();

    final Random random = new Random(SEED);

    @BeforeAll
    static void start() throws Exception {
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {});
        mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        file = folder.resolve("data/ticktide.db");
        cluster = new Cluster(folder, NODES, file, configuration());
        balancer = startBalancer();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
        mail.stop();
        Thread.setDefaultUncaughtExceptionHandler(null);
    }

    /** A symbol of each node, with one candle, so that every node has something to show. */
    static List<String> symbolsOfAllNodes() throws Exception {
        List<String> symbols = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            int partition = cluster.owned(0, i, "indicator").iterator().next();
            symbols.add(symbolIn(partition));
            assertEquals(200, post(candle(symbols.get(i), SECOND.incrementAndGet())));
        }
        return symbols;
    }

    static String symbolIn(int partition) {
        return SymbolsOf.partition(PROBE, partition, PARTITIONS);
    }

    static String candle(String symbol, long time) {
        return "{\"stock_symbol\":\"" + symbol + "\",\"opening_price\":1,\"closing_price\":1,\"high\":1,\"low\":1,"
                + "\"volume\":1,\"timestamp\":" + time + "}";
    }

    static int post(String json) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(balancer.resolve("/ingest"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(json))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    /** Starts the node that balances; where it is. */
    static URI startBalancer() {
        int port = ChildProcess.Ports.free().web();
        cluster.join(List.of("--roles", "balance", "--set", "balance.port=" + port));
        cluster.awaitReady(cluster.size() - 1);
        return URI.create("http://127.0.0.1:" + port);
    }

    static int index(String id) throws Exception {
        for (int i = 0; i < NODES; i++) {
            if (id(i).equals(id)) {
                return i;
            }
        }
        throw new AssertionError("no node is " + id);
    }

    static String id(int index) throws Exception {
        for (JsonNode node : cluster.state(index).get("nodes")) {
            if (node.get("pid").asLong() == cluster.pid(index)) {
                return node.get("node").asText();
            }
        }
        throw new AssertionError("node " + index + " does not know itself");
    }

    static List<String> configuration() throws Exception {
        Path config = folder.resolve("ticktide.yaml");
        Files.writeString(
                config,
                Consistency.configuration() + "notifications:\n  smtp: {smarthost: \"127.0.0.1:"
                        + mail.getSmtp().getPort() + "\"}\n  subscriptions: [{recipient: " + READER
                        + ", symbols: [CALM0, CALM1, LATE2], timeframes: [\"*\"], max_age: 36500d}]\n"
                        + "web: {public_url: \"http://127.0.0.1:8080\", conflation: 500ms}\n");
        return List.of("--config", config.toString());
    }
}
