package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tiny prices and those of currencies are told apart everywhere: on the page, in what is sent, and for other chart programs. */
class PrecisionTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MINUTE = 60;
    private static final Map<String, Double> PRICES = new TreeMap<>(
            Map.of("SHIB-USD", 1.234e-8, "EURUSD", 1.0716, "LTC-BTC", 0.0123456, "BRK.A", 506_419.207184));
    private static final TicktideProcess.Runner TICKTIDE = new TicktideProcess.Runner();

    @TempDir
    static Path folder;

    private static TicktideProcess server;

    @RegisterExtension
    final Browser browser = new Browser();

    @BeforeAll
    static void start() {
        server = TICKTIDE.start(folder, "start", Ports.free());
        long base = Instant.now().getEpochSecond() / MINUTE * MINUTE - 18_000;
        PRICES.forEach((symbol, price) -> {
            List<String> candles = new ArrayList<>();
            for (int i = 0; i < 290; i++) {
                candles.add("{\"stock_symbol\":\"" + symbol + "\",\"opening_price\":"
                        + price * (1 + 0.01 * Math.sin(i / 9.0)) + ",\"closing_price\":"
                        + price * (1 + 0.01 * Math.sin((i + 1) / 9.0)) + ",\"high\":" + price * 1.02 + ",\"low\":"
                        + price * 0.98 + ",\"volume\":0.37,\"timestamp\":" + (base + (long) MINUTE * i) + "}");
            }
            assertEquals(200, server.post("[" + String.join(",", candles) + "]").statusCode());
        });
    }

    @AfterAll
    static void stop() {
        TICKTIDE.close();
    }

    @Test
    void otherChartProgramsAreToldTheScale() {
        Map<String, Long> scales = new TreeMap<>();
        for (String symbol : PRICES.keySet()) {
            JsonNode told = Await.until(
                    symbol, LIMIT, () -> server.get("/udf/symbols?symbol=" + symbol), found -> found.has("pricescale"));
            scales.put(symbol, told.get("pricescale").asLong());
            assertEquals(2, told.get("volume_precision").asInt(), symbol);
        }
        // The first price, if it is today's, is quoted with seven decimals; the others are computed.
        assertTrue(List.of(1_000_000L, 10_000_000L).contains(scales.remove("LTC-BTC")));
        assertEquals(Map.of("SHIB-USD", 1_000_000_000_000L, "EURUSD", 10_000L, "BRK.A", 100L), scales);
    }

    @Test
    void whatIsSentTellsPricesApart() {
        JsonNode sent = Await.until(
                "entries of each symbol",
                LIMIT,
                () -> server.get("/api/v1/notifications?limit=500"),
                found -> PRICES.keySet().stream().allMatch(symbol -> hasEntry(found, symbol)));
        for (JsonNode entry : sent) {
            String symbol = entry.get("symbol").asText();
            String price = entry.get("subject").asText().split(" ")[2];
            double error = Math.abs(Double.parseDouble(price) / PRICES.get(symbol) - 1);
            assertTrue(error < 0.011, entry::toString);
            assertTrue(price.replaceFirst("^0\\.0*", "").length() >= 4, entry::toString);
            assertTrue(price.length() <= 14, entry::toString);
            assertFalse(entry.get("text").asText().contains("= 0.00,"), entry::toString);
            assertFalse(entry.get("text").asText().contains("= 0.00]"), entry::toString);
        }
    }

    @Test
    void thePageShowsThemAndItsAxisHasMarks() {
        Page page = browser.open(1440, 900, ColorScheme.DARK);
        PRICES.forEach((symbol, price) -> {
            page.navigate(server.webUrl() + "/?symbol=" + symbol + "&timeframe=1m");
            page.waitForFunction(
                    "symbol => document.querySelector('[data-testid=quote] h1')?.textContent === symbol"
                            + " && /[1-9]/.test(document.querySelector('[data-testid=quote] .last')?.textContent)"
                            + " && /[1-9]/.test(document.querySelector('[data-testid=legend] [data-value=close]')?.textContent)",
                    symbol);
            String quote = page.locator("[data-testid=quote] .last").first().textContent();
            double shown = Double.parseDouble(quote.replace(",", ""));
            double last = price * (1 + 0.01 * Math.sin(290 / 9.0));
            assertEquals(1, shown / last, 1e-4, symbol + ": " + quote);
            String close = page.locator("[data-testid=legend] [data-value=close]")
                    .first()
                    .textContent();
            assertEquals(quote, close, symbol);
            String open = page.locator("[data-testid=legend] [data-value=open]")
                    .first()
                    .textContent();
            assertFalse(open.equals(close), () -> symbol + " opens and closes at " + open);
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(Browser.SCREENSHOTS.resolve(
                            "precision-" + symbol.toLowerCase(java.util.Locale.ROOT) + ".png")));
        });
        assertEquals(List.of(), browser.takeTrouble());
    }

    private static boolean hasEntry(JsonNode entries, String symbol) {
        for (JsonNode entry : entries) {
            if (entry.get("symbol").asText().equals(symbol)) {
                return true;
            }
        }
        return false;
    }
}
