package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import dev.ticktide.testing.TicktideProcess;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What senders, readers and operators see of a store that is damaged, with the real program. */
class DamagedStoreTest {

    @RegisterExtension
    final TicktideProcess.Runner runner = new TicktideProcess.Runner();

    @RegisterExtension
    final Browser browser = new Browser();

    @TempDir
    Path folder;

    private final TicktideProcess.Ports ports = TicktideProcess.Ports.free();

    @Test
    void aFileDeletedWhileRunningAndAWrongRowAreToldAndTakeNothingMore() throws Exception {
        Path file = folder.resolve("ticktide.db");
        TicktideProcess running = runner.start(folder, "start", ports);
        assertEquals(200, running.post(candle(1)).statusCode());
        assertEquals(200, running.fetch("/health/ready").statusCode());
        Page page = browser.open(1280, 720, ColorScheme.LIGHT);
        page.navigate(running.webUrl() + "/#AAPL/1m");
        page.getByTestId("status-connection").getByText("live").waitFor();
        assertEquals(0, page.getByTestId("status-damage").count());
        Files.move(file, folder.resolve("away.db"));
        assertDamaged(running, 2, "was deleted");
        page.getByTestId("status-damage").waitFor();
        String said = page.getByTestId("damage").innerText();
        assertTrue(said.contains("was deleted") && said.contains("./ticktide doctor --store"), said);
        page.screenshot(new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve("damaged.png")));
        page.context().close();
        HttpResponse<String> read = running.fetch("/api/v1/candles?symbol=AAPL");
        assertTrue(read.statusCode() == 200 || read.statusCode() == 503, read.body());
        running.kill9();

        Files.move(folder.resolve("away.db"), file);
        running = runner.start(folder, "start", ports);
        assertEquals(200, running.post(candle(2)).statusCode());
        running.terminate();
        running.awaitExit(Duration.ofSeconds(20));
        assertEquals(0, doctor().awaitExit(Duration.ofSeconds(20)));
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            assertEquals(
                    1,
                    statement.executeUpdate("UPDATE candle SET close = close + 0.25 WHERE time = 1644016260000000")
                            + statement.executeUpdate(
                                    "UPDATE journal SET close = close + 0.25 WHERE time = 1644016260000000"));
        }
        TicktideProcess doctor = doctor();
        assertEquals(1, doctor.awaitExit(Duration.ofSeconds(20)));
        assertTrue(doctor.stdout().contains("1 with a wrong checksum"), doctor.stdout());
        running = runner.launch(folder, "start", ports);
        assertDamaged(running, 3, "checksum");
        assertEquals(503, running.fetch("/api/v1/candles?symbol=AAPL").statusCode());
        assertFalse(running.stderr().contains("at dev.ticktide"), running.stderr());
    }

    private TicktideProcess doctor() {
        return runner.launch(folder, "doctor", ports, "--store");
    }

    private static void assertDamaged(TicktideProcess running, int minute, String why) {
        Await.until(
                "/health/ready says what is wrong",
                Duration.ofSeconds(20),
                () -> ready(running),
                answer -> answer.contains("damaged") && answer.contains(why));
        HttpResponse<String> refused = running.post(candle(minute));
        assertEquals(503, refused.statusCode());
        assertTrue(refused.body().contains("storage_damaged"), refused.body());
    }

    private static String ready(TicktideProcess running) {
        try {
            return running.fetch("/health/ready").body();
        } catch (RuntimeException e) {
            return "no answer: " + e;
        }
    }

    private static String candle(int minute) {
        return "{\"stock_symbol\":\"AAPL\",\"opening_price\":150,\"closing_price\":151,\"high\":152,\"low\":149,"
                + "\"volume\":10,\"timestamp\":" + (1_644_016_200.0 + 60 * minute) + "}";
    }
}
