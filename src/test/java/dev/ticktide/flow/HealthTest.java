package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an operator's tools ask a running process. */
class HealthTest {

    private static final String CANDLE = """
            {"stock_symbol":"AAPL","opening_price":189.5,"closing_price":190.2,"high":190.4,"low":189.3,"volume":1200,\
            "timestamp":1760000000}""";

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @TempDir
    Path folder;

    @Test
    void aRunningProcessSaysThatItIsAliveAndReadyCountsWhatItTakesAndKeepsItsPassword() {
        TicktideProcess server = ticktide.start(
                folder,
                "start",
                Ports.free(),
                "--set",
                "notifications.smtp.auth_username=ada",
                "--set",
                "notifications.smtp.auth_password=open-sesame");

        assertEquals(200, server.fetch("/health/live").statusCode(), "live");
        assertEquals(200, server.fetch("/health/ready").statusCode(), "ready");
        assertEquals(200, server.post(CANDLE).statusCode(), "the candle is taken");
        assertEquals(422, server.post("{}").statusCode(), "nothing is not");

        String metrics = server.fetch("/metrics").body();
        assertTrue(
                metrics.lines()
                        .anyMatch(line -> line.startsWith("ticktide_ingest_events_total{")
                                && line.contains("type=\"candle\"")
                                && line.endsWith(" 1.0")),
                () -> "one candle is counted in " + ours(metrics));
        assertTrue(
                metrics.lines()
                        .anyMatch(line -> line.startsWith("ticktide_build_info{")
                                && line.contains("version=\"")
                                && line.contains("java=\"")
                                && line.endsWith(" 1")),
                () -> "the build is named in " + ours(metrics));

        String config = server.fetch("/api/v1/config").body();
        assertTrue(config.contains("\"auth_password\":\"***\""), config);
        assertTrue(config.contains("\"auth_username\":\"ada\""), config);
        assertFalse((config + server.stdout() + server.stderr()).contains("open-sesame"), "the password is nowhere");
    }

    private static String ours(String metrics) {
        return String.join(
                "\n",
                metrics.lines().filter(line -> line.startsWith("ticktide_")).toList());
    }
}
