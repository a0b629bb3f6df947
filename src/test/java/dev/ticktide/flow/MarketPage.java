package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A server with many symbols, and its table of the market in a browser. */
abstract class MarketPage {

    static final Duration LIMIT = Duration.ofSeconds(20);
    static final int CROWD = 400;
    static final int MINUTE = 60;
    static final int MINUTES = 50;
    static final int ALL = CROWD + 2;
    static final String ALL_OF_THEM = ALL + " of " + ALL;

    @TempDir
    static Path folder;

    static final TicktideProcess.Runner TICKTIDE = new TicktideProcess.Runner();
    static long base;
    static TicktideProcess server;

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
            // Wavering, then a fall and a rise that brings the strength back above 30: a buy.
            double wave = minute % 2 == 0 ? 100 : 100.2;
            batch.add(candle("SIG", minute, minute < 20 ? wave : minute < 30 ? 116 - 0.8 * minute : 98));
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

    static void signalsHaveAnOutcomeAndAStockCanBePinned(Page page) {
        page.getByTestId("stock-pin").click();
        page.locator("[data-choose=SIG]").click();
        await("the other to be chosen", () -> selected(page), "SIG"::equals);
        assertEquals("BIG", page.getByTestId("stock").getAttribute("data-symbol"), "pinned");
        page.getByTestId("stock-pin").click();
        await("to follow again", () -> page.getByTestId("stock").getAttribute("data-symbol"), "SIG"::equals);
        // It did not move after the signal, so that a buy has neither hit nor missed.
        Locator row = page.locator("[data-testid=stock-signals] tbody tr:has-text('1m')")
                .first();
        await("its outcome", () -> row.textContent().replaceAll("\\s+", " "), text -> text.contains("=no move 0.00%"));
        row.locator("[data-signal]").click();
        await("the reason", () -> text(page, "signal-explain"), text -> text.contains("SIG"));
    }

    static void assertNothingSticksOut(Page page, String what) {
        assertEquals(false, page.evaluate("document.documentElement.scrollWidth > innerWidth"), what);
    }

    Page open(int width, int height, ColorScheme scheme) {
        Page page = browser.open(width, height, scheme);
        page.navigate(server.webUrl() + "/#BIG/1m");
        await("the page to be live", () -> text(page, "status-connection"), "● live"::equals);
        arrange(page, "market");
        return page;
    }

    static void arrange(Page page, String preset) {
        page.evaluate(
                "preset => document.dispatchEvent(new CustomEvent('tt-layout', { detail: { act: 'reset', preset } }))",
                preset);
    }

    static void choose(Page page, String item) {
        page.getByTestId("list-picker").first().click();
        item(page, item).click();
    }

    static Locator item(Page page, String text) {
        return page.locator(".menu button", new Page.LocatorOptions().setHasText(text))
                .first();
    }

    static String cell(Page page, String symbol, int column) {
        Locator cell = page.locator("[data-testid=market-" + symbol + "] td:nth-child(" + column + ")");
        return cell.count() == 0 ? "" : cell.textContent().strip().replaceAll("\\s+", " ");
    }

    static String animation(Locator cell) {
        return (String) cell.evaluate("(cell) => getComputedStyle(cell).animationName");
    }

    static String count(Page page) {
        return page.getByTestId("market-count").count() == 0
                ? ""
                : page.getByTestId("market-count").textContent();
    }

    @SuppressWarnings("unchecked")
    static List<String> rows(Page page) {
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

    static String firstRow(Page page) {
        List<String> rows = rows(page);
        return rows.isEmpty() ? "" : rows.get(0);
    }

    static String lastRow(Page page) {
        List<String> rows = rows(page);
        return rows.isEmpty() ? "" : rows.get(rows.size() - 1);
    }

    static String watched(Page page) {
        return page.locator("tt-watchlist .watch .sym").allTextContents().toString();
    }

    static String selected(Page page) {
        return (String) page.evaluate("document.querySelector('tt-grid').store.state.selection.symbol");
    }

    static double area(Locator element) {
        var box = element.boundingBox();
        return box.width * box.height;
    }

    static String text(Page page, String testId) {
        Locator found = page.getByTestId(testId);
        return found.count() == 0 ? "" : found.first().textContent().strip().replaceAll("\\s+", " ");
    }

    static <T> void await(String what, Supplier<T> value, Predicate<T> wanted) {
        Await.until(what, LIMIT, value, wanted);
    }

    void assertQuiet() {
        assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests");
    }

    static Page.ScreenshotOptions picture(String name) {
        return new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve(name + ".png"));
    }

    static String crowd(int i) {
        return String.format(Locale.ROOT, "C%04d", i);
    }

    static void post(List<String> events) {
        assertEquals(200, server.post("[" + String.join(",", events) + "]").statusCode());
    }

    static String candle(String symbol, int minute, double price) {
        return String.format(
                Locale.ROOT,
                "{\"stock_symbol\":\"%s\",\"opening_price\":%2$.2f,\"closing_price\":%2$.2f,\"high\":%2$.2f,\"low\":%2$.2f,"
                        + "\"volume\":1000,\"timestamp\":%3$d}",
                symbol,
                price,
                base + minute * (long) MINUTE);
    }

    static String order(String symbol, String side, double price, int quantity, long time) {
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
