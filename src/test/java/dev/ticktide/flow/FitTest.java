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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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

    private static final String CHOSEN_ROW_IS_SEEN = """
            (() => {
              const row = document.querySelector('[data-testid=summary-grid] tr[aria-selected=true]')?.getBoundingClientRect();
              const list = document.querySelector('[data-testid=summary-table]').getBoundingClientRect();
              return row !== undefined && row.top >= list.top - 1 && row.bottom <= list.bottom + 1;
            })()""";
    private static final String ALL_ROWS_OF_STOCKS = """
            (async () => {
              const list = document.querySelector('[data-testid=summary-table]');
              const found = new Set();
              for (let top = 0; top < list.scrollHeight; top += list.clientHeight) {
                list.scrollTop = top;
                for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
                for (const { dataset } of list.querySelectorAll('tr[data-symbol]')) found.add(dataset.symbol);
              }
              return [...found];
            })()""";
    private static final List<String> FONTS = List.of("", "'DejaVu Sans'");

    private static final TicktideProcess.Runner TICKTIDE = new TicktideProcess.Runner();

    @TempDir
    static Path folder;

    private static TicktideProcess server;
    private static String fit;

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static Page page;

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
        for (String font : FONTS) {
            for (int[] size : new int[][] {{1440, 900}, {1280, 720}, {1024, 768}}) {
                open(size[0], size[1], font);
                for (String preset : List.of("laptop", "wide", "market", "charts")) {
                    arrange(preset);
                    assertFits(preset + " at " + size[0] + " " + font);
                    if (size[0] != 1280) {
                        page.screenshot(picture("fit-" + size[0] + "-" + preset + (font.isEmpty() ? "" : "-wide")));
                    }
                }
                page.keyboard().press("/");
                page.keyboard().type("b");
                assertFits("finder at " + size[0] + " " + font);
                page.getByTestId("finder-input").fill("apple");
                double width = page.locator("[data-id=symbol-AAPL] .about").boundingBox().width;
                assertTrue(width > 60, () -> "the company's name beside its symbol has " + width + " px");
                page.keyboard().press("Escape");
            }
        }
        assertEquals(List.of(), BROWSER.takeTrouble());
    }

    /** A phone, and a laptop at 200 %. */
    @Test
    void onAPhoneAndEnlargedNothingIsCutOrLiesOverAnother() {
        for (String font : FONTS) {
            for (int[] size : new int[][] {{390, 844}, {720, 450}}) {
                open(size[0], size[1], font);
                for (String panel : List.of("chart", "watch", "signals", "stocks", "inbox")) {
                    page.getByTestId("panel-" + panel).click();
                    assertFits(panel + " at " + size[0] + " " + font);
                }
                page.getByTestId("find").click();
                page.keyboard().type("b");
                assertFits("finder at " + size[0] + " " + font);
                page.keyboard().press("Escape");
            }
        }
        assertEquals(List.of(), BROWSER.takeTrouble());
    }

    @Test
    void theListShowsAndWalksAllSymbols() {
        open(1440, 900, "");
        Locator list = page.getByTestId("watchlist");
        Locator rows = list.locator("[role=option]");
        assertTrue(rows.count() < 60, () -> rows.count() + " rows are drawn");
        list.focus();
        page.keyboard().press("End");
        awaitChosen("W".repeat(32), ALL);
        page.keyboard().press("ArrowUp");
        awaitChosen("W1209", ALL - 1);
        page.keyboard().press("Home");
        awaitChosen("AAPL", 1);
        for (int i = 1; i < 40; i++) {
            page.keyboard().press("ArrowDown");
        }
        int at = 40;
        awaitChosen("W%04d".formatted(at - LONG.size()), at);
        page.keyboard().press("PageDown");
        Await.until("a page further", LIMIT, () -> position(), now -> now > at + 5 && now < at + 30);
        page.keyboard().press("PageUp");
        awaitChosen("W%04d".formatted(at - LONG.size()), at);
        page.evaluate("document.querySelector('[data-testid=watchlist]').scrollTop = 30000");
        Await.until(
                "rows in the middle",
                LIMIT,
                () -> rows.first().getAttribute("aria-posinset"),
                place -> Integer.parseInt(place) > 500);
        assertEquals(String.valueOf(ALL), rows.first().getAttribute("aria-setsize"));
        assertEquals(List.of(), BROWSER.takeTrouble());
    }

    @Test
    void theTableOfStocksListsAndWalksAllSymbols() {
        open(1440, 1_800, "");
        Locator rows = page.locator("[data-testid=summary-grid] tbody tr[data-symbol]");
        rows.first().waitFor();
        assertTrue(rows.count() < 60, () -> rows.count() + " rows are drawn");
        assertEquals(String.valueOf(ALL + 1), page.getByTestId("summary-grid").getAttribute("aria-rowcount"));
        page.getByTestId("summary-grid").focus();
        Set<Object> walked = new HashSet<>((List<?>) page.evaluate(ALL_ROWS_OF_STOCKS));
        page.keyboard().press("Home");
        Await.until("the first row", LIMIT, FitTest::chosen, "AAPL"::equals);
        page.keyboard().press("PageDown");
        Await.until("a page on", LIMIT, () -> String.valueOf(chosen()), symbol -> symbol.matches("W00[0-4]\\d"));
        page.keyboard().press("End");
        Await.until("the last row", LIMIT, FitTest::chosen, "W".repeat(32)::equals);
        assertEquals(ALL, walked.size());
        Await.until("the last row in view", LIMIT, () -> page.evaluate(CHOSEN_ROW_IS_SEEN), Boolean.TRUE::equals);
        page.keyboard().press("ArrowUp");
        Await.until("the row before", LIMIT, FitTest::chosen, "W1209"::equals);
        assertEquals(List.of(), BROWSER.takeTrouble());
    }

    @Test
    void whatWasChosenInPanelsIsThereAfterAReload() {
        open(1440, 900, "");
        page.locator("tt-stocks button[data-tab=reliability]").click();
        page.locator("tt-signals [data-scope=chart]").click();
        page.locator("tt-movers [data-list=losers]").click();
        page.locator("tt-inbox [data-filter=side]").selectOption("sell");
        page.locator("tt-inbox [data-filter=symbol]").fill("eur");
        page.locator("tt-inbox [data-filter=unread]").check();
        page.locator("tt-watchlist input").fill("w00");
        page.reload();
        page.getByTestId("status-connection").getByText("live").waitFor();
        assertPressed("tt-stocks button[data-tab=reliability]");
        assertPressed("tt-signals [data-scope=chart]");
        assertPressed("tt-movers [data-list=losers]");
        assertEquals("sell", page.locator("tt-inbox [data-filter=side]").inputValue());
        assertEquals("eur", page.locator("tt-inbox [data-filter=symbol]").inputValue());
        assertTrue(page.locator("tt-inbox [data-filter=unread]").isChecked());
        assertEquals("w00", page.locator("tt-watchlist input").inputValue());
        Await.until(
                "the list as it was searched",
                LIMIT,
                () -> page.locator("[data-testid=watchlist] [role=option]")
                        .first()
                        .getAttribute("aria-setsize"),
                "100"::equals);
        arrange("market");
        page.getByTestId("sort-symbol").click();
        page.getByTestId("market-filter").fill("w012");
        page.reload();
        page.getByTestId("market-count").getByText("10 of " + ALL).waitFor();
        assertEquals("w012", page.getByTestId("market-filter").inputValue());
        assertEquals(
                "ascending",
                page.locator("tt-market th:has([data-sort=symbol])").getAttribute("aria-sort"));
        page.context().close();
        page = null;
        assertEquals(List.of(), BROWSER.takeTrouble());
    }

    private static void assertPressed(String selector) {
        Await.until(selector, LIMIT, () -> page.locator(selector).getAttribute("aria-pressed"), "true"::equals);
    }

    private static Object chosen() {
        return page.evaluate("document.querySelector('tt-grid').store.state.selection.symbol");
    }

    @Test
    void toolsThatDoNotFitAreInAMenuAndDoTheSameThere() {
        open(1024, 768, "");
        arrange("market");
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
        assertEquals(List.of(), BROWSER.takeTrouble());
    }

    private static void awaitChosen(String symbol, int position) {
        Await.until(symbol, LIMIT, FitTest::chosen, symbol::equals);
        Await.until(symbol + " in view", LIMIT, () -> position(), now -> now == position);
        String seen =
                "(() => { const row = document.querySelector('[role=option][aria-selected=true]').getBoundingClientRect();"
                        + " const list = document.querySelector('[data-testid=watchlist]').getBoundingClientRect();"
                        + " return row.top >= list.top - 1 && row.bottom <= list.bottom + 1; })()";
        Await.until(symbol + " in view", LIMIT, () -> page.evaluate(seen), Boolean.TRUE::equals);
    }

    private static int position() {
        Locator row = page.locator("[data-testid=watchlist] [aria-selected=true]");
        return row.count() == 0 ? 0 : Integer.parseInt(row.getAttribute("aria-posinset"));
    }

    private static void assertFits(String where) {
        try {
            Await.until(where, Duration.ofSeconds(4), () -> page.evaluate(fit), List.of()::equals);
        } catch (AssertionError failed) {
            page.screenshot(picture("fit-failed"));
            assertEquals(List.of(), page.evaluate(fit), where);
        }
    }

    /** The one page of all tests, at this size and in this font, with all colours of one scheme for each font. */
    private static void open(int width, int height, String font) {
        ColorScheme scheme = font.isEmpty() ? ColorScheme.LIGHT : ColorScheme.DARK;
        if (page == null) {
            page = BROWSER.open(width, height, scheme);
            page.addInitScript("localStorage.setItem('ticktide', '{ \"toasts\": \"off\" }')");
            page.navigate(server.webUrl() + "/#" + LONGEST + "/1m");
            page.getByTestId("status-connection").getByText("live").waitFor();
            page.addStyleTag(new Page.AddStyleTagOptions().setContent(" "));
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        page.setViewportSize(width, height);
        page.evaluate(
                "font => (document.head.lastElementChild.textContent = font && `* { font-family: ${font} !important }`)",
                font);
        page.evaluate("hash => (location.hash = hash)", "#" + LONGEST + "/1m");
        arrange("laptop");
    }

    private static void arrange(String preset) {
        page.evaluate(
                "preset => document.dispatchEvent(new CustomEvent('tt-layout', { detail: { act: 'reset', preset } }))",
                preset);
    }

    private static Page.ScreenshotOptions picture(String name) {
        return new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve(name + ".png"));
    }

    /** Prices of one symbol have twelve decimals. */
    private static String candle(String symbol, long second, double price) {
        double unit = symbol.equals("BINANCE:BTCUSDT") ? 1e-12 : 1;
        return String.format(
                Locale.ROOT,
                "{\"stock_symbol\":\"%s\",\"opening_price\":%.12f,\"closing_price\":%.12f,\"high\":%.12f,\"low\":%.12f,\"volume\":%d,\"timestamp\":%d}",
                symbol,
                price * unit,
                (price + 0.5) * unit,
                (price + 1) * unit,
                (price - 1) * unit,
                1_000 + second % 900,
                second);
    }

    private static void post(List<String> events) {
        HttpResponse<String> answer = server.post("[" + String.join(",", events) + "]");
        assertEquals(200, answer.statusCode(), answer::body);
    }
}
