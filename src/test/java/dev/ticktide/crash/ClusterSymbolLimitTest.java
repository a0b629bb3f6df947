package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The limit of symbols is one for the whole cluster: of two nodes that own half of the symbols each, neither lets in as many as
 * the limit alone. They read each other's symbols every five seconds, so some more may come in until then.
 */
class ClusterSymbolLimitTest {

    private static final int LIMIT = 24;
    private static final int REFUSED_IN_A_ROW = 12;
    private static final long PAUSE_MILLIS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void whatTheOtherNodeHasSeenCounts() throws Exception {
        List<String> limited = List.of("--set", "ingest.max_symbols=" + LIMIT);
        try (Cluster cluster = new Cluster(folder, 2, folder.resolve("ticktide.db"), limited)) {
            int asked = 0;
            int taken = 0;
            for (; asked < LIMIT; asked++) {
                assertEquals(200, post(cluster, asked));
                taken++;
            }
            int refused = 0;
            for (; refused < REFUSED_IN_A_ROW && taken < 2 * LIMIT; asked++) {
                int status = post(cluster, asked);
                assertTrue(status == 200 || status == 429, "answer " + status);
                taken += status == 200 ? 1 : 0;
                refused = status == 429 ? refused + 1 : 0;
                if (status == 200) {
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
            assertTrue(taken < 2 * LIMIT, "took " + taken + " symbols of " + LIMIT);
            assertEquals(200, post(cluster, 0), "a symbol that is stored goes on");
        }
    }

    private static int post(Cluster cluster, int symbol) throws Exception {
        String candle = String.format(
                Locale.ROOT,
                "{\"stock_symbol\":\"S%d\",\"opening_price\":5,\"closing_price\":5,\"high\":5,\"low\":5,\"volume\":1,"
                        + "\"timestamp\":1700000000}",
                symbol);
        return cluster.post(symbol % 2, candle, PATIENCE).statusCode();
    }
}
