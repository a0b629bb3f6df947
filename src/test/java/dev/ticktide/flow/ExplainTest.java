package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Why a bar raised a signal and why it did not: asked of the server for every bar there is, and in the page for some. */
class ExplainTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MINUTES = 150;
    private static final int MINUTE = 60;

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @RegisterExtension
    final Browser browser = new Browser();

    @TempDir
    Path folder;

    private final long base = Instant.now().getEpochSecond() / MINUTE * MINUTE - (MINUTES + 5) * (long) MINUTE;
    private TicktideProcess server;

    @BeforeEach
    void start() {
        server = ticktide.start(folder, "start", Ports.free());
        List<String> candles = new ArrayList<>();
        for (int minute = 0; minute < MINUTES; minute++) {
            candles.add(candle("AAPL", minute));
            if (minute < 9) {
                candles.add(candle("SHORT", minute));
            }
        }
        post("[" + String.join(",", candles) + "]");
    }

    /** The oracle is the log of signals: a rule holds at a bar exactly if the signal stage raised one for it, with these operands. */
    @Test
    void everyBarTellsWhatTheSignalStageDidAtIt() {
        Map<String, JsonNode> raised = new TreeMap<>();
        Await.until(
                "the signals to be stored",
                LIMIT,
                () -> {
                    raised.clear();
                    server.get("/api/v1/signals?symbol=AAPL&timeframe=1m&limit=1000")
                            .forEach(signal -> raised.put(signal.get("id").asText(), signal));
                    return raised.size();
                },
                count -> count >= 4 && lastBarHasBeenJudged());
        JsonNode bars = server.get("/api/v1/candles?symbol=AAPL&timeframe=1m&limit=1000")
                .get("data");
        assertEquals(MINUTES - 1, bars.size(), "closed bars");
        int warming = 0;
        for (JsonNode bar : bars) {
            JsonNode answer = explain("AAPL", "1m", bar.get(0).asText());
            assertEquals(bar.get(4), answer.get("bar").get("close"));
            assertEquals(false, answer.get("provisional").asBoolean());
            for (JsonNode rule : answer.get("rules")) {
                String state = rule.get("state").asText();
                warming += state.equals("warming") ? 1 : 0;
                assertEquals(
                        state.equals("holds"),
                        rule.get("explain").get("satisfied").asBoolean());
                assertEquals(state.equals("holds"), !rule.get("signal").isNull(), rule::toString);
                if (state.equals("holds")) {
                    JsonNode signal = raised.remove(rule.get("signal").get("id").asText());
                    assertTrue(signal != null, () -> "raised once, at this bar: " + rule);
                    assertEquals(signal.get("explain"), rule.get("explain"), "to the last bit");
                    assertEquals(signal.get("barTime"), bar.get(0));
                }
            }
        }
        assertEquals(Map.of(), raised, "signals of no bar");
        assertTrue(warming > 20, "bars at which rules were warming up");
    }

    private boolean lastBarHasBeenJudged() {
        JsonNode bars =
                server.get("/api/v1/candles?symbol=AAPL&timeframe=1m&limit=200").get("data");
        return bars.size() == MINUTES - 1;
    }

    @Test
    void whatThereIsNotIsSaid() {
        assertEquals(404, status("symbol=AAPL&timeframe=1m&time=1"), "no bar");
        assertEquals(422, status("symbol=AAPL&timeframe=1m"), "no time");
        assertEquals(422, status("symbol=AAPL&timeframe=7m&time=1"), "no timeframe here");
        assertEquals(422, status("symbol=AAPL&timeframe=1m&time=soon"), "no time");
        assertEquals(400, status("symbol=AAPL&timeframe=1m&time=1&rule=x"), "no such parameter");
        JsonNode open = explain("AAPL", "1m", String.valueOf(millis(MINUTES - 1)));
        assertEquals(true, open.get("provisional").asBoolean(), "the bar that is open");
        for (JsonNode rule : open.get("rules")) {
            assertTrue(rule.get("signal").isNull(), "an open bar raises nothing");
        }
        JsonNode few = explain("SHORT", "1m", String.valueOf(millis(7)));
        assertEquals(
                "{\"need\":15,\"have\":8}", few.get("warmup").get("rsi(14)").toString());
        post("[" + candle("SHORT", -3) + "]");
        JsonNode late = explain("SHORT", "raw", String.valueOf(millis(-3)));
        assertEquals(true, late.get("late").asBoolean(), "a candle that came late");
    }

    @Test
    void thePageExplainsABarAndASignal() {
        for (boolean phone : List.of(false, true)) {
            Page page = phone ? browser.open(390, 844, ColorScheme.LIGHT) : browser.open(1440, 900, ColorScheme.DARK);
            page.navigate(server.webUrl() + "/#AAPL/1m");
            Await.until(
                    "the page to be live",
                    LIMIT,
                    () -> page.getByTestId("status-connection").textContent().strip(),
                    "● live"::equals);
            Await.until(
                    "the chart",
                    LIMIT,
                    () -> page.getByTestId("chart").getAttribute("data-last-time"),
                    time -> time != null && !time.isEmpty() && (long) Double.parseDouble(time) == millis(MINUTES - 1));
            page.getByTestId("chart").focus();
            page.keyboard().press("Home");
            page.keyboard().press("ArrowRight");
            page.keyboard().press("Enter");
            page.getByTestId("bar-why").click();
            page.waitForSelector("[data-testid=bar-explain][data-ready=true]");
            assertEquals(
                    "No signal: every rule is still warming up.",
                    page.getByTestId("why-conclusion").textContent().strip());
            assertTrue(
                    page.getByTestId("why-rsi-reversal-buy").textContent().contains("rsi(14) has 2 of 15 bars"),
                    () -> page.getByTestId("why-rsi-reversal-buy").textContent());
            shoot(page, "explain-warming-" + (phone ? "phone" : "laptop"));

            JsonNode signal = server.get("/api/v1/signals?symbol=AAPL&timeframe=1m&limit=1")
                    .get(0);
            String time = signal.get("barTime").asText();
            page.evaluate(
                    "time => document.dispatchEvent(new CustomEvent('tt-why',"
                            + " { detail: { symbol: 'AAPL', timeframe: '1m', time } }))",
                    (double) millisOf(time));
            String side = signal.get("side").asText();
            page.waitForSelector("[data-testid=why-" + signal.get("strategy").asText() + "-" + side
                    + "][data-signal-id=\"" + signal.get("id").asText() + "\"]");
            shoot(page, "explain-bar-" + (phone ? "phone" : "laptop"));
            page.locator("[data-testid=bar-explain] [data-signal]").first().click();
            page.waitForSelector(
                    "[data-testid=signal-explain][data-id=\"" + signal.get("id").asText() + "\"]");
            assertEquals(
                    1, page.getByTestId("signal-explain").locator(".outcome").count(), "its outcome");
            page.keyboard().press("Escape");
            page.waitForSelector(
                    "[data-testid=signal-explain]",
                    new Page.WaitForSelectorOptions().setState(WaitForSelectorState.DETACHED));
            assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests");
            page.close();
        }
    }

    private static void shoot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve(name + ".png")));
    }

    private static long millisOf(String text) {
        return (long) Double.parseDouble(text);
    }

    private JsonNode explain(String symbol, String timeframe, String time) {
        return server.get("/api/v1/explain?symbol=" + symbol + "&timeframe=" + timeframe + "&time=" + time);
    }

    private int status(String query) {
        return server.fetch("/api/v1/explain?" + query).statusCode();
    }

    private long millis(int minute) {
        return (base + minute * (long) MINUTE) * 1_000;
    }

    private void post(String json) {
        assertEquals(200, server.post(json).statusCode());
    }

    /** Waves, so that RSI crosses its limits. */
    private String candle(String symbol, int minute) {
        double price = 190 + 6 * Math.sin(minute / 12.0) + 2 * Math.sin(minute / 5.0) + Math.floorMod(minute, 3) * 0.11;
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
