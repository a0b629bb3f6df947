package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A server whose bars are explained, and the explanations in a browser. */
abstract class ExplainedBars {

    static final Duration LIMIT = Duration.ofSeconds(20);
    static final int MINUTES = 150;
    static final int MINUTE = 60;

    static final String AXE = """
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter(({ impact }) => impact === 'serious' || impact === 'critical')
              .map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html.slice(0, 160)).join(' ; '))""";

    static final TicktideProcess.Runner TICKTIDE = new TicktideProcess.Runner();

    @TempDir
    static Path folder;

    static TicktideProcess server;
    static long base;

    @RegisterExtension
    final Browser browser = new Browser();

    @BeforeAll
    static void start() throws IOException {
        base = Instant.now().getEpochSecond() / MINUTE * MINUTE - (MINUTES + 5) * (long) MINUTE;
        Files.writeString(folder.resolve("mine.yaml"), """
                indicators:
                  close_grace: 0s
                signals:
                  strategies:
                    - name: rsi-reversal
                      timeframes: [1m]
                    - name: trend
                      timeframes: [1m, 5m]
                """);
        server = TICKTIDE.start(
                folder, "start", Ports.free(), "-c", folder.resolve("mine.yaml").toString());
        List<String> candles = new ArrayList<>();
        for (int minute = 0; minute < MINUTES; minute++) {
            candles.add(candle("AAPL", minute));
            if (minute < 9) {
                candles.add(candle("SHORT", minute));
            }
        }
        post("[" + String.join(",", candles) + "]");
    }

    @AfterAll
    static void stop() {
        TICKTIDE.close();
    }

    boolean lastBarHasBeenJudged() {
        JsonNode bars =
                server.get("/api/v1/candles?symbol=AAPL&timeframe=1m&limit=200").get("data");
        return bars.size() == MINUTES - 1;
    }

    void askForTheSecondBar(Page page) {
        page.getByTestId("chart").focus();
        page.keyboard().press("Home");
        page.keyboard().press("ArrowRight");
        page.keyboard().press("Enter");
        page.getByTestId("bar-why").click();
        page.waitForSelector("[data-testid=bar-explain][data-ready=true]");
    }

    static void assertSignal(Page page, JsonNode signal) {
        String id = signal.get("id").asText();
        page.waitForSelector("[data-testid=signal-explain][data-id=\"" + id + "\"]");
        JsonNode outcome = server.get("/api/v1/signals/" + id).get("outcome");
        int bars = outcome.get("bars").asInt();
        awaitPage(
                "the outcome",
                () -> text(page, "outcome-text"),
                text -> text.startsWith(bars == 20 ? "After 20 bars: " : "After " + bars + " of 20 bars: "));
        assertEquals(3, page.getByTestId("outcome").locator("> div").count());
        assertTrue(text(page, "extremes").matches("Furthest its way .*Furthest against it .*"));
        int parts = 1 + signal.at("/explain/children").size();
        assertEquals(parts, page.getByTestId("rule-tree").locator("li").count(), "the rule and its parts");
        assertEquals(
                parts,
                page.getByTestId("rule-tree")
                        .getByRole(
                                AriaRole.IMG, new com.microsoft.playwright.Locator.GetByRoleOptions().setName("holds"))
                        .count(),
                "each with a sign that has a name");
        String operands = signal.get("explain").toString();
        assertTrue(operands.contains("[1]"), "a crossing");
        assertTrue(text(page, "rule-tree").contains("a bar before"), text(page, "rule-tree"));
    }

    Page open(String symbol, boolean phone) {
        Page page = phone ? browser.open(390, 844, ColorScheme.LIGHT) : browser.open(1440, 900, ColorScheme.DARK);
        page.navigate(server.webUrl() + "/#" + symbol + "/1m");
        awaitPage("the page to be live", () -> text(page, "status-connection"), "● live"::equals);
        Await.until(
                "the chart",
                LIMIT,
                () -> page.getByTestId("chart").getAttribute("data-last-time"),
                time -> time != null && !time.isEmpty());
        return page;
    }

    static void ask(Page page, long time) {
        page.evaluate(
                "([symbol, time]) => document.dispatchEvent(new CustomEvent('tt-why',"
                        + " { detail: { symbol, timeframe: '1m', time } }))",
                List.of(page.getByTestId("chart").getAttribute("data-symbol"), (double) time));
    }

    static void awaitStored(String symbol, int signals) {
        Await.until(
                "the signals to be stored",
                LIMIT,
                () -> server.get("/api/v1/signals?symbol=" + symbol + "&timeframe=1m&limit=1000")
                        .size(),
                count -> count >= signals);
    }

    static void awaitPage(String what, Supplier<String> value, Predicate<String> wanted) {
        Await.until(what, LIMIT, value, wanted);
    }

    static String text(Page page, String testId) {
        var found = page.getByTestId(testId);
        return found.count() == 0 ? "" : found.first().textContent().strip().replaceAll("\\s+", " ");
    }

    static void assertFits(Page page) {
        assertEquals(
                0,
                page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
                "sideways");
        assertEquals(
                0,
                page.evaluate("(() => { const { scrollWidth, clientWidth } ="
                        + " document.querySelector('tt-explain .scroll'); return scrollWidth - clientWidth; })()"),
                "sideways in the explanation");
    }

    static void shoot(Page page, String name, boolean phone) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Browser.SCREENSHOTS.resolve(name + "-" + (phone ? "phone" : "laptop") + ".png")));
    }

    static JsonNode explain(String symbol, String timeframe, String time) {
        return server.get("/api/v1/explain?symbol=" + symbol + "&timeframe=" + timeframe + "&time=" + time);
    }

    static int status(String query) {
        return server.fetch("/api/v1/explain?" + query).statusCode();
    }

    static long millis(int minute) {
        return (base + minute * (long) MINUTE) * 1_000;
    }

    static void post(String json) {
        assertEquals(200, server.post(json).statusCode());
    }

    /** Waves, so that RSI crosses its limits. */
    static String candle(String symbol, int minute) {
        double price = 190 + 6 * Math.sin(minute / 12.0) + 2 * Math.sin(minute / 5.0) + Math.floorMod(minute, 3) * 0.11;
        return flat(symbol, minute, price);
    }

    /** A candle that ends where it begins, with a wick of 0.2 each way. */
    static String flat(String symbol, int minute, double price) {
        return String.format(
                Locale.ROOT,
                "{\"stock_symbol\":\"%s\",\"opening_price\":%.2f,\"closing_price\":%.2f,\"high\":%.2f,\"low\":%.2f,"
                        + "\"volume\":%d,\"timestamp\":%d}",
                symbol,
                price,
                price,
                price + 0.2,
                price - 0.2,
                1_000 + Math.floorMod(minute, 7),
                base + minute * (long) MINUTE);
    }
}
