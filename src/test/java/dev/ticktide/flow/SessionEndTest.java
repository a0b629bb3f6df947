package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The last bar of a session is closed, and its signal told, though no further candle comes; across a kill, and once. */
class SessionEndTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long BAR = 2;
    private static final String BARS = """
            () => {
              const bars = document.querySelector('tt-chart')?.store.state.series.get('SESS/2s')?.bars;
              return bars ? [bars.closed.length, bars.open !== null] : null;
            }""";

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @RegisterExtension
    final Browser browser = new Browser();

    @TempDir
    Path folder;

    private final Ports ports = Ports.free();

    @Test
    void theLastSignalOfASessionIsToldWithoutANextCandle() throws Exception {
        TicktideProcess server = start();
        long last = Instant.now().getEpochSecond() / BAR * BAR;
        List<String> falling = new ArrayList<>();
        for (int i = 26; i > 0; i--) {
            falling.add(candle("SESS", last - BAR * i, 174 + i));
        }
        falling.add(candle("SESS", last, 186));
        // Of the past, and to be left alone.
        falling.add(candle("PAST", last - 259_200, 50));
        assertEquals(200, server.post(falling.toString()).statusCode());
        JsonNode signal = Await.until(
                        "the signal on 2s",
                        LIMIT,
                        () -> server.get("/api/v1/signals?symbol=SESS&timeframe=2s"),
                        signals -> signals.size() == 1)
                .get(0);
        assertEquals(last * 1_000, signal.get("barTime").longValue());
        long delay = signal.get("generatedAt").longValue() - (last + BAR) * 1_000;
        assertTrue(delay >= 1_000, "the bar was closed " + delay + " ms after its end");
        assertEquals(27, bars(server, "SESS"));
        String late = server.post(candle("SESS", last + 1, 10)).body();
        assertEquals("{\"status\":\"stored\",\"late\":true}", late);

        Page page = browser.open(1440, 900, ColorScheme.DARK);
        page.navigate(server.webUrl() + "/#SESS/2s");
        awaitClosed(page, 27);
        long seen = Instant.now().getEpochSecond();
        assertEquals(200, server.post(candle("SESS", seen, 185)).statusCode());
        awaitClosed(page, 28);
        page.screenshot(new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve("session-end.png")));

        long next = Instant.now().getEpochSecond();
        assertEquals(200, server.post(candle("SESS", next, 184)).statusCode());
        server.kill9();
        TicktideProcess again = start();
        Await.until("the bar open at the kill to close", LIMIT, () -> bars(again, "SESS"), Long.valueOf(29)::equals);
        assertEquals(1, again.get("/api/v1/signals?symbol=SESS&timeframe=2s").size());
        assertEquals(0, bars(again, "PAST"));
        assertEquals(List.of(last + BAR, (seen / BAR + 1) * BAR, (next / BAR + 1) * BAR), decisions());
        assertEquals(List.of(), browser.takeTrouble());
    }

    private static void awaitClosed(Page page, int bars) {
        Await.until(
                "the page to show bar " + bars + " closed",
                LIMIT,
                () -> page.evaluate(BARS),
                List.of(bars, false)::equals);
    }

    private TicktideProcess start() {
        return ticktide.start(
                folder,
                "start",
                ports,
                "--set",
                "indicators.timeframes=[raw,2s]",
                "--set",
                "signals.strategies=[{name: rsi-reversal, timeframes: [2s]}]",
                "--set",
                "indicators.close_grace=1s");
    }

    private static long bars(TicktideProcess server, String symbol) {
        return server.get("/api/v1/candles?symbol=" + symbol + "&timeframe=2s")
                .get("length")
                .longValue();
    }

    private List<Long> decisions() throws Exception {
        List<Long> times = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ticktide.db"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT time FROM decision ORDER BY seq")) {
            while (row.next()) {
                times.add(row.getLong(1) / 1_000_000);
            }
        }
        return times;
    }

    private static String candle(String symbol, long seconds, double price) {
        return String.format(
                java.util.Locale.ROOT,
                "{\"stock_symbol\":\"%s\",\"opening_price\":%3$s,\"closing_price\":%3$s,\"high\":%3$s,\"low\":%3$s,"
                        + "\"volume\":10,\"timestamp\":%2$d}",
                symbol,
                seconds,
                price);
    }
}
