package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A server with a day of one stock, and its chart in a browser. */
abstract class DayOfOneStock {

    static final Duration LIMIT = Duration.ofSeconds(20);
    static final int MINUTES = 1_600;
    static final int MINUTE = 60;
    static final int BATCH = 400;
    static final double EXACT = 1e-9;

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @RegisterExtension
    final Browser browser = new Browser();

    @TempDir
    Path folder;

    // Long enough ago that no bar is closed by time.
    final long base = Instant.now().getEpochSecond() / MINUTE * MINUTE - (MINUTES + 45) * (long) MINUTE;

    int minutes;
    TicktideProcess server;
    Page page;

    @BeforeEach
    void start() {
        server = ticktide.start(folder, "start", Ports.free());
        while (minutes < MINUTES) {
            post(candles(minutes, Math.min(BATCH, MINUTES - minutes)));
            minutes = Math.min(MINUTES, minutes + BATCH);
        }
        post("[" + news(minutes - 20, 0.8) + "," + news(minutes - 10, -0.5) + "," + order(minutes - 10) + "]");
    }

    int panes() {
        return ((Number) page.evaluate("document.querySelector('tt-chart').plot.chart.panes().length")).intValue();
    }

    /** Without the crosshair the legend is of the newest bar. */
    void lookAtTheNewest() {
        page.mouse().move(1, 1);
    }

    int closedMinutes() {
        return minutes - 1;
    }

    void remove(String name) {
        page.getByTestId("indicator-" + name).locator("[data-remove]").click();
    }

    /** The page's value of the newest closed bar is the one that the REST interface computes. */
    void assertLastClosedValue(String name) {
        assertLastClosedValue(name, 0);
    }

    /** The same of one of an indicator's lines. */
    void assertLastClosedValue(String indicator, int line) {
        JsonNode rows = server.get("/api/v1/indicators?symbol=AAPL&timeframe=1m&limit=1&names=" + indicator);
        String name = rows.at("/columns/" + (line + 1)).asText();
        String held = "(() => { const { closed } = document.querySelector('tt-chart').store.state.chart.bars;"
                + " return closed.at(-1).values['" + name + "'] ?? null; })()";
        Object value = Await.until(
                "the value of the closed bar", LIMIT, () -> page.evaluate(held), found -> found instanceof Number);
        assertEquals(rows.at("/data/0/" + (line + 1)).asDouble(), ((Number) value).doubleValue(), EXACT, name);
    }

    void olderHistory() {
        assertTrue(Integer.parseInt(chart("bars")) < MINUTES, "not all at first");
        page.getByTestId("chart").focus();
        Await.until(
                "all bars to be there",
                LIMIT,
                () -> {
                    page.keyboard().press("Home");
                    return chart("firstTime");
                },
                time -> millis(time) == millisOf(0));
        assertEquals(String.valueOf(minutes), chart("bars"));
        page.getByTestId("newest").click();
        Await.until(
                "the way back to be over",
                LIMIT,
                () -> page.getByTestId("newest").isHidden(),
                hidden -> hidden);
    }

    void open(int width, int height, ColorScheme scheme) {
        page = browser.open(width, height, scheme);
        page.navigate(server.webUrl() + "/#AAPL/1m");
        awaitPage("the page to be live", () -> text("status-connection"), "● live"::equals);
        awaitChart("lastTime", time -> !time.isEmpty() && millis(time) == millisOf(minutes - 1));
    }

    String chart(String name) {
        String attribute = "data-" + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        String value = page.getByTestId("chart").getAttribute(attribute);
        return value == null ? "" : value;
    }

    void awaitChart(String name, Predicate<String> wanted) {
        awaitPage("the chart's " + name, () -> chart(name), wanted);
    }

    static <T> void awaitPage(String what, Supplier<T> value, Predicate<T> wanted) {
        Await.until(what, LIMIT, value, wanted);
    }

    String text(String testId) {
        Locator found = page.getByTestId(testId);
        return found.count() == 0 ? "" : found.innerText().strip();
    }

    void shoot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve(name + ".png")));
    }

    static long millis(String text) {
        return text.isEmpty() ? -1 : (long) Double.parseDouble(text);
    }

    long millisOf(int minute) {
        return (base + minute * (long) MINUTE) * 1_000;
    }

    String utc(int minute) {
        return utcOf(millisOf(minute));
    }

    static String utcOf(long millis) {
        return Instant.ofEpochMilli(millis).toString().replace('T', ' ').substring(0, 19);
    }

    void post(String json) {
        assertEquals(200, server.post(json).statusCode(), json.substring(0, Math.min(200, json.length())));
    }

    /** Waves, so that RSI crosses its limits; in cents, so that what is posted is what is meant. */
    static double price(String symbol, int minute) {
        double middle = symbol.equals("AAPL") ? 190 : 410;
        double wave = 6 * Math.sin(minute / 40.0) + 2 * Math.sin(minute / 7.0) + minute % 3 * 0.11;
        return Math.round((middle + wave) * 100) / 100.0;
    }

    String candles(int from, int count) {
        StringBuilder batch = new StringBuilder("[");
        for (int i = from; i < from + count; i++) {
            for (String symbol : List.of("AAPL", "MSFT")) {
                double open = price(symbol, Math.max(0, i - 1));
                double close = price(symbol, i);
                batch.append(batch.length() == 1 ? "" : ",")
                        .append(String.format(
                                Locale.ROOT,
                                "{\"stock_symbol\":\"%s\",\"opening_price\":%.2f,\"closing_price\":%.2f,\"high\":%.2f,"
                                        + "\"low\":%.2f,\"volume\":%d,\"timestamp\":%d}",
                                symbol,
                                open,
                                close,
                                Math.max(open, close) + 0.1,
                                Math.min(open, close) - 0.1,
                                1_000 + i % 7 * 130,
                                base + i * (long) MINUTE));
            }
        }
        return batch.append(']').toString();
    }

    String news(int minute, double score) {
        return String.format(
                Locale.ROOT,
                "{\"data_type\":\"news_sentiment\",\"timestamp\":%d,\"stock_symbol\":\"AAPL\",\"sentiment_score\":%.2f,"
                        + "\"sentiment_magnitude\":0.7}",
                base + minute * (long) MINUTE + 5,
                score);
    }

    String order(int minute) {
        return String.format(
                Locale.ROOT,
                "{\"data_type\":\"order_book\",\"timestamp\":%d,\"stock_symbol\":\"AAPL\",\"order_type\":\"buy\","
                        + "\"price\":190.5,\"quantity\":1200}",
                base + minute * (long) MINUTE + 7);
    }
}
