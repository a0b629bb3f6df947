package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.ticktide.cluster.Stage;
import dev.ticktide.market.Candle;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.store.Store;
import dev.ticktide.store.sqlite.SqliteStore;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import dev.ticktide.testing.Candles;
import dev.ticktide.testing.Samples;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the page says when data grows old, when it can't keep up, and when its server dies: nothing that is not so. */
class HonestStatusTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int PARTITIONS = 64;
    private static final int STALL_MILLIS = 5_000;
    private static final int BATCHES = 60;
    private static final double[] BATCH = new double[250];
    private static final String STALL =
            "(ms) => { const end = performance.now() + ms; while (performance.now() < end); }";
    private static final String HOLES = """
            () => {
              const times = document.querySelector('tt-chart').store.state.series.get('BUSY/raw').bars.closed.map(({ time }) => time);
              return times.filter((time, i) => i > 0 && time - times[i - 1] !== 1000).map((time) => new Date(time).toISOString());
            }""";

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @RegisterExtension
    final Browser browser = new Browser();

    @TempDir
    Path folder;

    private final Ports ports = Ports.free();
    private final long now = Instant.now().getEpochSecond();
    private TicktideProcess server;

    @BeforeEach
    void start() {
        keep("OLD", now - 310, now - 300);
        // As from a time when ingest.max_future was a day.
        keep("FUT", now + 20 * 3_600, now - 300);
        server = ticktide.start(folder, "start", ports);
    }

    @Test
    void ageIsSinceArrivalAndIsToldBySignAndColourAndWordOnLaptopAndPhone() {
        post(new Candles("FRESH", now - 1_200, 100).next(1));
        Page laptop = browser.open(1440, 900, ColorScheme.DARK);
        laptop.navigate(server.webUrl() + "/#FRESH/raw");
        Page phone = browser.open(390, 844, ColorScheme.LIGHT);
        phone.navigate(server.webUrl() + "/#FRESH/raw");
        phone.getByTestId("panel-watch").click();
        for (Page page : List.of(laptop, phone)) {
            awaitAge(page, "OLD", "stale", "○ ");
            awaitAge(page, "FUT", "stale", "○ 19h ahead");
        }
        post(new Candles("FRESH", now - 1_100, 100).next(1));
        for (Page page : List.of(laptop, phone)) {
            awaitAge(page, "FRESH", "fresh", "●");
        }
        for (Page page : List.of(laptop, phone)) {
            awaitAge(page, "FRESH", "ageing", "◐ ");
            awaitPage("the age of all data", () -> text(page, "data-age"), text -> text.startsWith("◐ "));
        }
        post(new Candles("FRESH", Instant.now().getEpochSecond() - 900, 100).next(1));
        awaitAge(laptop, "FRESH", "fresh", "●");
        assertEquals(List.of(), browser.takeTrouble());
    }

    @Test
    void aTimeAheadOfTheClockAndATimeOfThePastAreShownAsWhatTheyAre() {
        Page page = browser.open(1440, 900, ColorScheme.LIGHT);
        page.navigate(server.webUrl() + "/#FUT/raw");
        awaitPage("the mark of the market", () -> text(page, "data-ahead"), "1 ahead of the clock"::equals);
        assertTrue(text(page, "data-age").startsWith("○"), "nothing has come for long: " + text(page, "data-age"));
        page.getByTestId("data-ahead").focus();
        assertTrue(text(page, "tip").startsWith("FUT has a candle whose time is ahead"), text(page, "tip"));
        page.getByTestId("quote-ahead").focus();
        assertTrue(text(page, "tip").contains("is 19h ahead of the server’s clock"), text(page, "tip"));
        page.screenshot(new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve("ahead.png")));
        page.getByTestId("watch-FUT").getByTestId("ahead").hover();
        assertTrue(text(page, "tip").contains("candles with right times are late"), text(page, "tip"));

        assertEquals(
                200, server.post(new Candles("CASE", now - 600, 50).next(1)).statusCode());
        assertEquals(
                422,
                server.post(new Candles("CASE", now + 72_000, 50).next(0.1)).statusCode());
        Candles right = new Candles("CASE", now - 590, 50);
        post(right.next(new double[300]));
        awaitPage(
                "the price of the right candles",
                () -> server.get("/api/v1/candles?symbol=CASE&timeframe=1m"),
                bars -> bars.get("length").asInt() >= 4);

        long soon = Instant.now().getEpochSecond() + 9;
        post(new Candles("SOON", soon, 100).next(1));
        post(new Candles("FUT", now - 60, 100).next(1));
        awaitAge(page, "FUT", "fresh", "● 19h ahead");
        awaitAge(page, "SOON", "fresh", "● ");
        assertTrue(text(page, "watch-SOON").contains("s ahead"), text(page, "watch-SOON"));
        awaitPage("two marks", () -> text(page, "data-ahead"), "2 ahead of the clock"::equals);

        post(new Candles("TEACHER", 1_551_693_600, 100).next(1, 2));
        page.navigate(server.webUrl() + "/#TEACHER/raw");
        awaitAge(page, "TEACHER", "fresh", "●");
        awaitPage("the time of the data", () -> text(page, "quote-of"), "of 2019-03-04"::equals);
        assertEquals(0, page.getByTestId("quote-ahead").count());
        page.screenshot(new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve("past.png")));
        awaitPage("the clock to catch up", () -> text(page, "watch-SOON"), text -> !text.contains("ahead"));
        awaitPage("one mark", () -> text(page, "data-ahead"), "1 ahead of the clock"::equals);
        assertEquals(List.of(), browser.takeTrouble());
    }

    @Test
    void aPageThatStallsOrLosesItsServerSaysSoAndMissesNothingInTheEnd() throws Exception {
        Candles busy = new Candles("BUSY", now - (long) BATCHES * BATCH.length - 1_000, 100);
        post(busy.next(BATCH));
        Page page = browser.open(1440, 900, ColorScheme.DARK);
        page.navigate(server.webUrl() + "/#BUSY/raw");
        awaitPage("the page to be live", () -> text(page, "status-connection"), "● live"::equals);
        assertEquals(0, page.getByTestId("gaps").count(), "no gap yet");

        CompletableFuture<Void> market = CompletableFuture.runAsync(() -> {
            for (int i = 1; i < BATCHES; i++) {
                post(busy.next(BATCH));
            }
        });
        page.evaluate(STALL, STALL_MILLIS);
        market.get();
        awaitPage("the gap", () -> page.getByTestId("gaps").count(), count -> count == 1);
        awaitPage("the page to be live again", () -> text(page, "status-connection"), "● live"::equals);
        post(busy.next(0.07));
        awaitNewest(page, busy);
        String stalled = page.getByTestId("gaps").getAttribute("title");
        assertTrue(
                stalled.matches("Since this page was opened: \\d+ missing messages?\\. The last at .*"
                        + ", made up for [0-9.]+ s later by reading again\\."),
                stalled);
        assertEquals(List.of(), page.evaluate(HOLES), "bars in a row");

        server.kill9();
        awaitPage("the loss", () -> text(page, "status-connection"), text -> text.startsWith("○ reconnecting"));
        page.getByTestId("gaps").click();
        assertTrue(text(page, "breaks").matches(".*1 lost connection.*not made up for yet\\."), text(page, "breaks"));
        server = ticktide.start(folder, "start", ports);
        awaitPage("the page to be live once more", () -> text(page, "status-connection"), "● live"::equals);
        assertTrue(text(page, "breaks").matches(".*1 lost connection.*by reading again\\."), text(page, "breaks"));
        page.screenshot(new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve("gaps.png")));
        post(busy.next(0.11));
        awaitNewest(page, busy);
        assertEquals(List.of(), page.evaluate(HOLES), "bars in a row after the restart");
        awaitAge(page, "BUSY", "fresh", "●");
        // While nobody listens, Chromium itself reports each refused connection; nothing else may be wrong.
        assertEquals(
                List.of(),
                browser.takeTrouble().stream()
                        .filter(line -> !line.contains("/eventbus/") && !line.contains("net::ERR_CONNECTION_REFUSED"))
                        .toList());
    }

    private static void awaitNewest(Page page, Candles candles) {
        awaitPage(
                "the newest candle",
                () -> page.getByTestId("chart").getAttribute("data-last-time"),
                String.valueOf(candles.second() * 1_000)::equals);
    }

    private static void awaitAge(Page page, String symbol, String level, String begin) {
        awaitPage(
                symbol + " to be " + level,
                () -> page.locator("[data-testid=watch-" + symbol + "] .age." + level)
                        .allInnerTexts(),
                texts -> texts.size() == 1 && texts.get(0).strip().startsWith(begin));
    }

    /** Stores a candle that came some time ago. */
    private void keep(String symbol, long second, long arrived) {
        try (Store store = SqliteStore.open(folder.resolve("ticktide.db"), PARTITIONS)) {
            int partition = StableHash.partition(symbol, PARTITIONS);
            String stage = Stage.INDICATOR.label();
            long epoch = store.claim(stage, partition, 0, "test")
                    .toCompletableFuture()
                    .join()
                    .orElseThrow();
            Candle candle = Samples.candle(symbol, second * 1_000_000, 100);
            store.append(new Store.Append(
                            List.of(new Store.Fence(stage, partition, epoch)),
                            List.of(new LogEntry(partition, 1, arrived * 1_000_000, false, candle)),
                            List.of(),
                            List.of(new Store.SymbolInfo(symbol, partition, null, null))))
                    .toCompletableFuture()
                    .join();
        }
    }

    private void post(String json) {
        assertEquals(200, server.post(json).statusCode());
    }

    private static String text(Page page, String testId) {
        return page.getByTestId(testId).first().innerText().strip();
    }

    private static <T> void awaitPage(String what, Supplier<T> value, Predicate<? super T> wanted) {
        Await.until(what, LIMIT, value, wanted);
    }
}
