package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The one command that needs nothing else: simulated data through everything. */
class DemoTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final String[] OPTIONS = {"--set", "simulate.backfill=3h", "--set", "simulate.metadata_rate=20"};
    private static final Set<String> KINDS =
            Set.of("order_book", "news_sentiment", "market_data", "economic_indicator");

    /** The last hours' bars, without which the count would be of a page and not of what is stored. */
    private static final String BARS = "/api/v1/candles?symbol=AAPL&timeframe=1m&limit=5000";

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @RegisterExtension
    final Browser browser = new Browser();

    @TempDir
    Path folder;

    @Test
    void theDemoFillsEveryPartOfTheDashboardEndsOnSigtermAndGoesOnFromItsData() {
        Ports ports = Ports.free();
        TicktideProcess demo = ticktide.start(folder, "demo", ports, OPTIONS);

        Set<String> symbols = symbols(soon(demo, "/api/v1/symbols", list -> list.size() >= 20));
        assertEquals(20, symbols.size(), symbols::toString);
        assertTrue(symbols.containsAll(List.of("AAPL", "GOOGL", "AMZN", "MSFT", "TSLA")), symbols::toString);

        JsonNode chart = soon(
                demo,
                "/api/v1/snapshot?symbol=AAPL&timeframe=1m&limit=5",
                snapshot -> snapshot.path("data").size() == 5
                        && snapshot.path("warmup").isEmpty());
        for (JsonNode value : chart.path("data").path(4)) {
            assertTrue(value.isNumber(), () -> "every indicator of the newest bar has a value: " + chart);
        }
        assertTrue(chart.path("columns").toString().contains("rsi(14)"), chart::toString);

        JsonNode signal =
                soon(demo, "/api/v1/signals?limit=1", list -> list.size() == 1).path(0);
        assertTrue(signal.at("/explain/satisfied").asBoolean(), signal::toString);
        assertFalse(signal.at("/explain/rule").asText().isBlank(), signal::toString);

        JsonNode entry = soon(demo, "/api/v1/notifications?limit=1", list -> list.size() == 1)
                .path(0);
        assertEquals("inbox", entry.path("channel").asText(), entry::toString);
        assertEquals("sent", entry.path("state").asText(), entry::toString);

        for (JsonNode each : demo.get("/api/v1/notifications?limit=100")) {
            JsonNode raised =
                    demo.get("/api/v1/signals/" + each.path("signalId").asText());
            Timeframe timeframe = Timeframe.parse(raised.path("timeframe").asText());
            double closed = raised.path("barTime").asDouble() + timeframe.micros() / 1e3;
            double age = raised.path("generatedAt").asDouble() - closed;
            assertTrue(age <= 60_000, () -> "what was filled in is no news: " + raised);
        }

        for (String kind : KINDS) {
            soon(demo, "/api/v1/metadata?type=" + kind + "&limit=1", list -> list.size() == 1);
        }

        assertShows(demo, 1440, 900, ColorScheme.DARK, "demo-laptop-dark");
        assertShows(demo, 1440, 900, ColorScheme.LIGHT, "demo-laptop-light");
        assertShows(demo, 390, 844, ColorScheme.DARK, "demo-phone-dark");

        long before = newestBar(demo);
        int stored = demo.get(BARS).path("length").asInt();
        demo.terminate();
        int code = demo.awaitExit(STOP_LIMIT);
        assertTrue(code == 143 || code == 0, () -> "exit code " + code + ": " + demo.stderr());

        TicktideProcess again = ticktide.start(folder, "demo", ports, OPTIONS);
        assertTrue(again.get(BARS).path("length").asInt() >= stored, "what was stored is still there");
        Await.until("newer bars than before the stop", LIMIT, () -> newestBar(again), newest -> newest > before);
        assertEquals(symbols, symbols(again.get("/api/v1/symbols")), "no symbol came or went");
        for (TicktideProcess run : List.of(demo, again)) {
            List<String> trouble = run.stderr()
                    .lines()
                    .filter(line -> line.contains(" WARN ") || line.contains(" ERROR ") || line.contains("refused"))
                    .toList();
            assertEquals(List.of(), trouble, "nothing was refused or went wrong");
        }
    }

    private void assertShows(TicktideProcess demo, int width, int height, ColorScheme scheme, String name) {
        Page page = browser.open(width, height, scheme);
        page.navigate(demo.webUrl() + "/#MSFT/1m");
        Await.until(
                "the page to be live",
                LIMIT,
                () -> page.getByTestId("status-connection").innerText().strip(),
                "● live"::equals);
        String first = page.getByTestId("chart").getAttribute("data-last-close");
        Await.until(
                "the open candle to move",
                LIMIT,
                () -> page.getByTestId("chart").getAttribute("data-last-close"),
                close -> !close.equals(first));
        page.screenshot(new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve(name + ".png")));
        assertEquals(
                "20",
                page.locator("[data-testid^=watch-]").first().getAttribute("aria-setsize"),
                "symbols in the list of " + name);
        assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests of " + name);
        page.context().close();
    }

    private static JsonNode soon(TicktideProcess demo, String path, Predicate<JsonNode> wanted) {
        return Await.until(path, LIMIT, () -> demo.get(path), wanted);
    }

    /** Of raw, which grows every second. */
    private static long newestBar(TicktideProcess demo) {
        JsonNode bars = demo.get("/api/v1/candles?symbol=AAPL&timeframe=raw&limit=1");
        return bars.at("/data/0/0").asLong();
    }

    private static Set<String> symbols(JsonNode list) {
        Set<String> symbols = new TreeSet<>();
        list.forEach(row -> symbols.add(row.path("symbol").asText()));
        return symbols;
    }
}
