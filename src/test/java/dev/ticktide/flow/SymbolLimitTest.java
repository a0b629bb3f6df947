package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.testing.Await;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A small heap fed with as many symbols as its own limit allows stays alive and refuses the next one with the cure. */
class SymbolLimitTest {

    private static final int BATCH = 1_000;
    private static final int CANDLES = 25;

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner().with(List.of(), "-Xmx96m");

    @TempDir
    Path folder;

    @Test
    void aHeapHoldsWhatItsLimitLetsInAndOneSymbolMoreIsRefused() {
        TicktideProcess server = ticktide.start(folder, "start", Ports.free());
        int limit = server.get("/api/v1/config").at("/ingest/max_symbols").asInt();
        assertTrue(limit > 1_000 && limit < 4_000, "derived from the heap, was " + limit);
        for (int i = 0; i < CANDLES; i++) {
            for (int from = 0; from < limit; from += BATCH) {
                store(server, candles(from, Math.min(limit, from + BATCH), i));
            }
        }
        HttpResponse<String> more = server.post(candles(limit, limit + 1, 0));
        assertEquals(429, more.statusCode());
        assertTrue(more.body().contains("ingest.max_symbols") && more.body().contains("-Xmx"), more.body());
        store(server, candles(0, 1, CANDLES));
        Await.until(
                "all symbols on the board",
                Duration.ofSeconds(30),
                () -> server.get("/api/v1/symbols").size(),
                size -> size == limit);
        assertEquals(
                CANDLES + 1,
                server.get("/api/v1/candles?symbol=S0&timeframe=raw")
                        .get("length")
                        .asInt());
        server.kill9();
        smallerHeapIsRefused(limit);
    }

    /** Rather than running out of memory while it reads what is stored. */
    private void smallerHeapIsRefused(int stored) {
        TicktideProcess smaller = ticktide.with(List.of(), "-Xmx48m").launch(folder, "start", Ports.free());
        assertEquals(1, smaller.awaitExit(Duration.ofSeconds(30)));
        assertTrue(smaller.stderr().contains("the store holds " + stored + " symbols"), smaller.stderr());
        assertTrue(smaller.stderr().contains("TICKTIDE_OPTS=-Xmx"), smaller.stderr());
    }

    /** Waits where the queues of so small a heap are full. */
    private static void store(TicktideProcess server, String json) {
        Await.until(
                "the candles to be stored",
                Duration.ofSeconds(30),
                () -> server.post(json).statusCode(),
                status -> status == 200);
    }

    /** An hour apart, so that each closes a bar on every timeframe. */
    private static String candles(int from, int to, int round) {
        StringBuilder batch = new StringBuilder("[");
        for (int i = from; i < to; i++) {
            double price = 100 + (i * 7 + round * 13) % 11;
            batch.append(i == from ? "" : ",")
                    .append(String.format(
                            Locale.ROOT,
                            "{\"stock_symbol\":\"S%d\",\"opening_price\":100,\"closing_price\":%.1f,\"high\":112,\"low\":99,"
                                    + "\"volume\":1200,\"timestamp\":%d}",
                            i,
                            price,
                            1_700_000_000L + 3_600L * round));
        }
        return batch.append(']').toString();
    }
}
