package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing vanishes: with 1,216 symbols of up to 32 letters nothing is cut, lies over something else or beyond the edge of the
 * screen, whatever its size, the colours and the font.
 */
class FitTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final List<String> LONG = List.of(
            "BINANCE:BTCUSDT",
            "EURUSD",
            "NEWFIRST",
            "FRANKFURT:SAP.XETRA_ORDINARY-001",
            "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
            "AAPL");
    private static final int MANY = 1_210;
    private static final int ALL = 1_216;
    private static final String LONGEST = "FRANKFURT%3ASAP.XETRA_ORDINARY-001";

    private static final TicktideProcess.Runner TICKTIDE = new TicktideProcess.Runner();

    @TempDir
    static Path folder;

    private static TicktideProcess server;
    private static String fit;

    @RegisterExtension
    final Browser browser = new Browser();

    @BeforeAll
    static void start() throws IOException {
        try (var in = FitTest.class.getResourceAsStream("/fit.js")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            fit = text.substring(text.indexOf("() =>")).strip().replaceAll(";$", "");
        }
        server = TICKTIDE.start(folder, "start", Ports.free());
        long now = Instant.now().getEpochSecond();
        List<String> batch = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            batch.add(candle("W%04d".formatted(i), now - 90, 100 + i));
            batch.add(candle("W%04d".formatted(i), now - 30, 101 + i));
        }
        post(batch);
        batch.clear();
        for (int i = 0; i < 120; i++) {
            for (String symbol : LONG) {
                batch.add(candle(symbol, now - 60L * (120 - i), 12_345.67 + i % 7));
            }
        }
        post(batch);
        Await.until("all symbols", LIMIT, () -> server.get("/api/v1/symbols").size(), size -> size == ALL);
    }

    @AfterAll
    static void stop() {
        TICKTIDE.close();
    }

    @Test
    void onADeskNothingIsCutOrLiesOverAnother() {
        for (String font : List.of("", "'DejaVu Sans'")) {
            Page page = open(1440, 900, font);
            for (int[] size : new int[][] {{1440, 900}, {1280, 720}, {1024, 768}}) {
                page.setViewportSize(size[0], size[1]);
                for (String preset : List.of("laptop", "wide", "market", "charts")) {
                    page.evaluate(
                            "preset => document.dispatchEvent(new CustomEvent('tt-layout', { detail: { act: 'reset', preset } }))",
                            preset);
                    assertFits(page, preset + " at " + size[0] + " " + font);
                    page.screenshot(picture("fit-" + size[0] + "-" + preset + (font.isEmpty() ? "" : "-wide")));
                }
                page.keyboard().press("/");
                page.keyboard().type("b");
                assertFits(page, "finder at " + size[0] + " " + font);
                page.keyboard().press("Escape");
            }
            page.context().close();
        }
        assertEquals(List.of(), browser.takeTrouble());
    }

    /** A phone, and a laptop at 200 %. */
    @Test
    void onAPhoneAndEnlargedNothingIsCutOrLiesOverAnother() {
        for (String font : List.of("", "'DejaVu Sans'")) {
            for (int[] size : new int[][] {{390, 844}, {720, 450}}) {
                Page page = open(size[0], size[1], font);
                for (String panel : List.of("chart", "watch", "signals", "stocks", "inbox")) {
                    page.getByTestId("panel-" + panel).click();
                    assertFits(page, panel + " at " + size[0] + " " + font);
                }
                page.getByTestId("find").click();
                page.keyboard().type("b");
                assertFits(page, "finder at " + size[0] + " " + font);
                page.context().close();
            }
        }
        assertEquals(List.of(), browser.takeTrouble());
    }

    @Test
    void theListShowsAndWalksAllSymbols() {
        Page page = open(1440, 900, "");
        Locator list = page.getByTestId("watchlist");
        Locator rows = list.locator("[role=option]");
        assertTrue(rows.count() < 60, () -> rows.count() + " rows are drawn");
        list.focus();
        page.keyboard().press("End");
        awaitChosen(page, "W".repeat(32), ALL);
        page.keyboard().press("ArrowUp");
        awaitChosen(page, "W1209", ALL - 1);
        page.keyboard().press("Home");
        awaitChosen(page, "AAPL", 1);
        for (int i = 1; i < 150; i++) {
            page.keyboard().press("ArrowDown");
        }
        int at = 150;
        awaitChosen(page, "W%04d".formatted(at - LONG.size()), at);
        page.keyboard().press("PageDown");
        Await.until("a page further", LIMIT, () -> position(page), now -> now > at + 5 && now < at + 30);
        page.keyboard().press("PageUp");
        awaitChosen(page, "W%04d".formatted(at - LONG.size()), at);
        page.evaluate("document.querySelector('[data-testid=watchlist]').scrollTop = 30000");
        Await.until(
                "rows in the middle",
                LIMIT,
                () -> rows.first().getAttribute("aria-posinset"),
                place -> Integer.parseInt(place) > 500);
        assertEquals(String.valueOf(ALL), rows.first().getAttribute("aria-setsize"));
        assertEquals(List.of(), browser.takeTrouble());
    }

    @Test
    void toolsThatDoNotFitAreInAMenuAndDoTheSameThere() {
        Page page = open(1024, 768, "");
        page.evaluate(
                "document.dispatchEvent(new CustomEvent('tt-layout', { detail: { act: 'reset', preset: 'market' } }))");
        Locator more = page.getByTestId("more-tools");
        more.waitFor();
        assertTrue(!page.getByTestId("chart-csv").isVisible());
        more.click();
        page.locator(".menu").getByText("Timeframe of this chart: 5m").click();
        Await.until(
                "the timeframe",
                LIMIT,
                () -> page.getByTestId("chart-timeframe").inputValue(),
                "5m"::equals);
        assertTrue(page.waitForDownload(() -> {
                    more.click();
                    page.locator(".menu").getByText("CSV").click();
                })
                .suggestedFilename()
                .endsWith(".csv"));
        assertEquals(List.of(), browser.takeTrouble());
    }

    private static void awaitChosen(Page page, String symbol, int position) {
        Await.until(
                symbol,
                LIMIT,
                () -> page.evaluate("document.querySelector('tt-grid').store.state.selection.symbol"),
                symbol::equals);
        Await.until(symbol + " in view", LIMIT, () -> position(page), now -> now == position);
        String seen =
                "(() => { const row = document.querySelector('[role=option][aria-selected=true]').getBoundingClientRect();"
                        + " const list = document.querySelector('[data-testid=watchlist]').getBoundingClientRect();"
                        + " return row.top >= list.top - 1 && row.bottom <= list.bottom + 1; })()";
        Await.until(symbol + " in view", LIMIT, () -> page.evaluate(seen), Boolean.TRUE::equals);
    }

    private static int position(Page page) {
        Locator row = page.locator("[data-testid=watchlist] [aria-selected=true]");
        return row.count() == 0 ? 0 : Integer.parseInt(row.getAttribute("aria-posinset"));
    }

    private static void assertFits(Page page, String where) {
        try {
            Await.until(where, Duration.ofSeconds(4), () -> page.evaluate(fit), List.of()::equals);
        } catch (AssertionError failed) {
            page.screenshot(picture("fit-failed"));
            assertEquals(List.of(), page.evaluate(fit), where);
        }
    }

    private Page open(int width, int height, String font) {
        ColorScheme scheme = font.isEmpty() ? ColorScheme.LIGHT : ColorScheme.DARK;
        Page page = browser.open(width, height, scheme);
        page.navigate(server.webUrl() + "/#" + LONGEST + "/1m");
        page.getByTestId("status-connection").getByText("live").waitFor();
        page.evaluate("document.dispatchEvent(new CustomEvent('tt-prefs', { detail: { toasts: 'off' } }))");
        if (!font.isEmpty()) {
            page.addStyleTag(new Page.AddStyleTagOptions().setContent("* { font-family: " + font + " !important }"));
        }
        return page;
    }

    private static Page.ScreenshotOptions picture(String name) {
        return new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve(name + ".png"));
    }

    private static String candle(String symbol, long second, double price) {
        return String.format(
                Locale.ROOT,
                "{\"stock_symbol\":\"%s\",\"opening_price\":%.2f,\"closing_price\":%.2f,\"high\":%.2f,\"low\":%.2f,\"volume\":%d,\"timestamp\":%d}",
                symbol,
                price,
                price + 0.5,
                price + 1,
                price - 1,
                1_000 + second % 900,
                second);
    }

    private static void post(List<String> events) {
        HttpResponse<String> answer = server.post("[" + String.join(",", events) + "]");
        assertEquals(200, answer.statusCode(), answer::body);
    }
}
