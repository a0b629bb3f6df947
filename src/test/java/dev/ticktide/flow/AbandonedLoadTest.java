package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.testing.Await;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A sender goes away in the middle of a load of history: what it left does not stay, and nobody goes on with half of it. */
class AbandonedLoadTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @TempDir
    Path folder;

    private final Ports ports = Ports.free();

    @Test
    void isGivenUpAfterATimeAndSaysSo() throws Exception {
        TicktideProcess server = ticktide.start(folder, "start", ports, "--set", "store.retention.loads=5s");
        long before = System.currentTimeMillis();
        String answer = load(1, "");
        assertTrue(answer.matches("200 .*\"kept_until\":[0-9]+}"), answer);
        long until = Long.parseLong(answer.replaceAll(".*:([0-9]+)}", "$1"));
        assertTrue(until >= before + 5_000 && until < before + 65_000, answer);

        Await.until(
                "what was kept to be removed",
                LIMIT,
                () -> server.stderr().contains("Removed 1 candles of abandoned loads of history"),
                removed -> removed);
        String late = load(2, "&commit=true");
        assertTrue(late.startsWith("410 ") && late.contains("history_given_up"), late);
        assertTrue(late.contains("store.retention.loads") && late.contains("begin=true"), late);
        assertEquals(404, server.fetch("/api/v1/candles?symbol=GONE").statusCode(), "nothing of it was ever there");

        assertTrue(load(1, "&begin=true").startsWith("200 "));
        String done = load(2, "&commit=true");
        assertEquals("200 {\"status\":\"stored\",\"stored\":1,\"duplicate\":0,\"late\":0}", done);
        assertEquals(2, candles(server));
    }

    private static int candles(TicktideProcess server) {
        return server.get("/api/v1/candles?symbol=GONE").get("length").asInt();
    }

    private String load(int second, String more) {
        String candle = "[{\"stock_symbol\":\"GONE\",\"opening_price\":1,\"closing_price\":1,\"high\":1,\"low\":1,"
                + "\"volume\":1,\"timestamp\":" + second + "}]";
        try {
            HttpResponse<String> answer = CLIENT.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + ports.ingest() + "/ingest?mode=history&load=a" + more))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(candle))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
