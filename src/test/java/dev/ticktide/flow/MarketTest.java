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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The market as a table and as a heat map, named lists, and one stock at a glance. */
class MarketTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int CROWD = 400;
    private static final int MINUTE = 60;
    private static final int MINUTES = 50;

    @TempDir
    static Path folder;

    private static final TicktideProcess.Runner TICKTIDE = new TicktideProcess.Runner();

    private static long base;
    private static TicktideProcess server;

    @RegisterExtension
    final Browser browser = new Browser();

    @BeforeAll
    static void start() {
        base = Instant.now().getEpochSecond() / MINUTE * MINUTE - MINUTES * (long) MINUTE;
        server = TICKTIDE.start(folder, "start", Ports.free());
        List<String> batch = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            batch.add(candle(crowd(i), 0, 100));
            batch.add(candle(crowd(i), 1, 100 + (i - CROWD / 2) / 100.0));
        }
        for (int minute = 0; minute < MINUTES; minute++) {
            batch.add(candle("BIG", minute, 50_000 + minute));
        }
        post(batch);
        long at = base + MINUTES * (long) MINUTE;
        post(List.of(
                order("BIG", "buy", 49_990, 30, at),
                order("BIG", "buy", 49_980, 20, at),
                order("BIG", "sell", 50_010, 10, at),
                "{\"data_type\":\"news_sentiment\",\"timestamp\":%d,\"stock_symbol\":\"BIG\",\"sentiment_score\":0.6,\"sentiment_magnitude\":1}"
                        .formatted(at),
                "{\"data_type\":\"news_sentiment\",\"timestamp\":%d,\"stock_symbol\":\"BIG\",\"sentiment_score\":-0.2,\"sentiment_magnitude\":1}"
                        .formatted(at),
                "{\"data_type\":\"market_data\",\"timestamp\":%d,\"stock_symbol\":\"BIG\",\"market_cap\":2000000000,\"pe_ratio\":31.5}"
                        .formatted(at),
                "{\"data_type\":\"economic_indicator\",\"timestamp\":%d,\"indicator_name\":\"GDP Growth Rate\",\"value\":2.25}"
                        .formatted(at)));
    }

    @AfterAll
    static void stop() {
        TICKTIDE.close();
    }

    @Test
    void theTableSortsFiltersFlashesAndDrawsWhatIsInView() {
        Page page = open(1440, 900, ColorScheme.DARK);
        Locator table = page.getByTestId("market-table");
        await("all symbols", () -> page.getByTestId("market-count").textContent(), "401 of 401"::equals);
        assertTrue(
                rows(page).size() < 60,
                () -> "only rows in view are drawn, were " + rows(page).size());
        await(
                "the lines of rows in view",
                () -> page.locator("[data-testid=market-BIG] polyline").count(),
                n -> n == 1);
        assertEquals(
                40,
                page.locator("[data-testid=market-BIG] polyline")
                        .getAttribute("points")
                        .split(" ")
                        .length,
                "closes in a line");

        page.getByTestId("sort-change").focus();
        page.keyboard().press("Enter");
        await("the largest rise first", () -> firstRow(page), crowd(CROWD - 1)::equals);
        assertEquals(
                "descending", page.locator("th:has([data-testid=sort-change])").getAttribute("aria-sort"));
        page.keyboard().press("Enter");
        await("the largest fall first", () -> firstRow(page), crowd(0)::equals);
        page.getByTestId("sort-symbol").click();
        await("by symbol", () -> firstRow(page), "BIG"::equals);
        table.focus();
        page.keyboard().press("End");
        await("the last row", () -> rows(page).get(rows(page).size() - 1), crowd(CROWD - 1)::equals);
        await("it to be chosen", () -> selected(page), crowd(CROWD - 1)::equals);
        page.keyboard().press("Home");
        await("the first to be chosen", () -> selected(page), "BIG"::equals);

        page.getByTestId("market-filter").fill("c0000");
        await("those that match", () -> page.getByTestId("market-count").textContent(), "1 of 401"::equals);
        post(List.of(candle("C0000", 3, 99)));
        Locator last = page.locator("[data-testid=market-C0000] .last");
        await("the new price to flash", () -> last.getAttribute("class"), value -> value.contains("rose"));
        post(List.of(candle("C0000", 4, 91)));
        await("the next one too", () -> last.getAttribute("class"), value -> value.contains("fell"));
        assertEquals("91.00", last.textContent().strip());
        page.getByTestId("market-filter").fill("");
        post(List.of(candle("BIG", MINUTES, 50_050)));
        page.getByTestId("lag").click();
        for (String stage : List.of("ingest", "indicator", "web", "glass")) {
            await(
                    "the time of " + stage,
                    () -> text(page, "lag-" + stage),
                    value -> value.matches(stage + " ?[0-9.]+ m?s.*"));
        }
        assertTrue(
                text(page, "conflation").matches("Conflation: [0-9]+\\.[0-9] updates made one\\."),
                () -> text(page, "conflation"));
        page.keyboard().press("Escape");
        page.screenshot(picture("market-laptop-dark"));
        assertQuiet();
    }

    @Test
    void listsHaveNamesAndAnOrderAndStay() {
        Page page = open(1440, 900, ColorScheme.LIGHT);
        page.getByTestId("sort-symbol").click();
        await("by symbol", () -> firstRow(page), "BIG"::equals);
        for (String symbol : List.of("BIG", "C0000", "C0001")) {
            page.locator("[data-star=" + symbol + "]").click();
        }
        choose(page, "=Favourites");
        await("the list", () -> page.getByTestId("market-count").textContent(), "3 of 401"::equals);
        choose(page, "+new");
        page.getByTestId("ask-name").fill("Mine <b>");
        page.keyboard().press("Enter");
        await("an empty list", () -> page.getByTestId("market-count").textContent(), "0 of 401"::equals);
        choose(page, "=Favourites");
        page.locator("[data-star=C0001]").click();
        await("one fewer", () -> page.getByTestId("market-count").textContent(), "2 of 401"::equals);
        page.reload();
        await("the choice to stay", () -> count(page), "2 of 401"::equals);

        arrange(page, "laptop");
        Locator list = page.getByTestId("watchlist");
        page.locator("tt-watchlist [data-testid=list-picker]").selectOption("=Favourites");
        await("the list in its order", () -> watched(page), "[BIG, C0000]"::equals);
        page.getByTestId("watch-C0000").click();
        list.focus();
        page.keyboard().press("Alt+ArrowUp");
        await("C0000 to be first", () -> watched(page), "[C0000, BIG]"::equals);
        choose(page, "+rename");
        page.getByTestId("ask-name").fill("Mine <b>");
        page.keyboard().press("Enter");
        await("to be told", () -> page.getByTestId("ask-text").textContent(), text -> text.contains("already"));
        page.keyboard().press("Escape");
        choose(page, "+delete");
        page.keyboard().press("Enter");
        await("all symbols again", () -> watched(page), text -> text.startsWith("[BIG, C0000, C0001"));
        assertQuiet();
    }

    @Test
    void theHeatMapShowsTurnoverAndChange() {
        Page page = open(1440, 900, ColorScheme.DARK);
        Locator big = page.getByTestId("tile-BIG");
        await("the largest tile", big::count, n -> n == 1);
        assertEquals(
                "BIG +0.10%, volume 50.00K", big.getAttribute("aria-label").replaceAll("volume .*", "volume 50.00K"));
        double share = area(big) / area(page.getByTestId("heatmap"));
        // 50 candles of 1,000 shares at 50,000 against 149 of 400 others with 2,000 at 100.
        double expected = 50 * 50_049.0 / (50 * 50_049.0 + 149 * 2 * 101.0);
        assertEquals(expected, share, 0.02, "its share of the map");
        assertTrue(
                page.getByTestId("tile-" + crowd(CROWD - 1))
                        .getAttribute("class")
                        .contains("up-"),
                "the others by turnover");
        page.locator("[data-size=equal]").click();
        await("equal tiles", () -> area(page.getByTestId("tile-BIG")), area -> area < 10_000);
        assertTrue(page.getByTestId("tile-" + crowd(7)).getAttribute("class").contains("down-"));
        page.getByTestId("tile-" + crowd(7)).focus();
        page.keyboard().press("Enter");
        await("the symbol to be chosen", () -> selected(page), crowd(7)::equals);
        assertQuiet();
    }

    @Test
    void oneStockAtAGlance() {
        for (boolean phone : List.of(false, true)) {
            Page page = phone ? open(390, 844, ColorScheme.LIGHT) : open(1440, 900, ColorScheme.DARK);
            if (phone) {
                page.getByTestId("panel-stocks").click();
                page.locator("[data-tab]", new Page.LocatorOptions().setHasText("One stock"))
                        .first()
                        .click();
            }
            await("its orders", () -> text(page, "stock-depth"), text -> text.contains("3 orders"));
            assertTrue(text(page, "stock-depth").contains("bid 49,990.00"), () -> text(page, "stock-depth"));
            assertTrue(text(page, "stock-depth").contains("ask 50,010.00"), () -> text(page, "stock-depth"));
            assertEquals(2, page.locator("[data-testid=stock-depth] path[d^=M]").count());
            assertTrue(text(page, "stock-sentiment").contains("+0.20 positive"), () -> text(page, "stock-sentiment"));
            assertTrue(text(page, "stock-figures").contains("P/E31.5"), () -> text(page, "stock-figures"));
            assertTrue(text(page, "stock-figures").contains("GDP Growth Rate2.25"), () -> text(page, "stock-figures"));
            assertTrue(text(page, "stock-day").contains("50,049.00"), () -> text(page, "stock-day"));
            assertEquals(
                    false, page.evaluate("document.documentElement.scrollWidth > innerWidth"), "nothing sticks out");
            page.screenshot(picture("stock-" + (phone ? "phone-light" : "laptop-dark")));
        }
        assertQuiet();
    }

    @Test
    void axeFindsNothingSerious() throws IOException {
        String axe = Files.readString(Path.of("webroot/node_modules/axe-core/axe.min.js"));
        for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
            for (int width : new int[] {1440, 390}) {
                Page page = open(width, width == 390 ? 844 : 900, scheme);
                if (width == 390) {
                    page.getByTestId("panel-watch").click();
                }
                await("rows", () -> rows(page).size(), n -> n > 3);
                page.evaluate(axe);
                assertEquals(List.of(), page.evaluate("""
                        async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
                          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
                          .map(({ id, nodes }) => id + ': ' + nodes.slice(0, 5).map((n) => n.html.slice(0, 200)).join(' ; '))"""), scheme + " " + width);
            }
        }
        assertQuiet();
    }

    private Page open(int width, int height, ColorScheme scheme) {
        Page page = browser.open(width, height, scheme);
        page.navigate(server.webUrl() + "/#BIG/1m");
        await("the page to be live", () -> text(page, "status-connection"), "● live"::equals);
        arrange(page, "market");
        return page;
    }

    private static void arrange(Page page, String preset) {
        page.evaluate(
                "preset => document.dispatchEvent(new CustomEvent('tt-layout', { detail: { act: 'reset', preset } }))",
                preset);
    }

    private static void choose(Page page, String value) {
        page.getByTestId("list-picker").first().selectOption(value);
    }

    private static String count(Page page) {
        return page.getByTestId("market-count").count() == 0
                ? ""
                : page.getByTestId("market-count").textContent();
    }

    @SuppressWarnings("unchecked")
    private static List<String> rows(Page page) {
        return (List<String>) page.evaluate("""
                () => {
                  const table = document.querySelector('[data-testid=market-table]');
                  if (!table) return [];
                  const box = table.getBoundingClientRect();
                  return [...document.querySelectorAll('tr[data-testid^=market-]')]
                    .filter((row) => { const { top, bottom } = row.getBoundingClientRect(); return bottom > box.top + 30 && top < box.bottom; })
                    .map((row) => row.dataset.key);
                }""");
    }

    private static String firstRow(Page page) {
        List<String> rows = rows(page);
        return rows.isEmpty() ? "" : rows.get(0);
    }

    private static String watched(Page page) {
        return page.locator("tt-watchlist .watch .sym").allTextContents().toString();
    }

    private static String selected(Page page) {
        return (String) page.evaluate("document.querySelector('tt-grid').store.state.selection.symbol");
    }

    private static double area(Locator element) {
        var box = element.boundingBox();
        return box.width * box.height;
    }

    private static String text(Page page, String testId) {
        Locator found = page.getByTestId(testId);
        return found.count() == 0 ? "" : found.first().textContent().strip().replaceAll("\\s+", " ");
    }

    private static <T> void await(String what, Supplier<T> value, Predicate<T> wanted) {
        Await.until(what, LIMIT, value, wanted);
    }

    private void assertQuiet() {
        assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests");
    }

    private static Page.ScreenshotOptions picture(String name) {
        return new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve(name + ".png"));
    }

    private static String crowd(int i) {
        return String.format(Locale.ROOT, "C%04d", i);
    }

    private static void post(List<String> events) {
        assertEquals(200, server.post("[" + String.join(",", events) + "]").statusCode());
    }

    private static String candle(String symbol, int minute, double price) {
        return String.format(
                Locale.ROOT,
                "{\"stock_symbol\":\"%s\",\"opening_price\":%2$.2f,\"closing_price\":%2$.2f,\"high\":%2$.2f,\"low\":%2$.2f,"
                        + "\"volume\":1000,\"timestamp\":%3$d}",
                symbol,
                price,
                base + minute * (long) MINUTE);
    }

    private static String order(String symbol, String side, double price, int quantity, long time) {
        return String.format(
                Locale.ROOT,
                "{\"data_type\":\"order_book\",\"timestamp\":%d,\"stock_symbol\":\"%s\",\"order_type\":\"%s\","
                        + "\"price\":%.2f,\"quantity\":%d}",
                time,
                symbol,
                side,
                price,
                quantity);
    }
}
