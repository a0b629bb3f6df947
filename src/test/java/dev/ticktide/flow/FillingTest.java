package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.ticktide.testing.Samples;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A page that is open while history is filled in: it says so, takes nothing for a dead market and nothing for news. */
class FillingTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PART = 400;
    private static final int PARTS = 3;
    private static final int PARTITIONS = 64;
    private static final String BARS =
            "() => document.querySelector('tt-chart')?.store.state.series.get('PAST/1m')?.bars.closed.length ?? -1";

    /** What the page says at one moment: a second look could be of another one. */
    private static final String SAYS = """
            () => ({
              filling: document.querySelector('[data-testid=filling]')?.innerText.trim() ?? '',
              stale: document.querySelectorAll('.age.stale').length,
              symbols: document.querySelectorAll('.watch').length,
            })""";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @RegisterExtension
    final Browser browser = new Browser();

    @TempDir
    Path folder;

    private final Ports ports = Ports.free();

    @Test
    void thePastOfASymbolAppearsOnAnOpenChartAndIsNoNews() throws Exception {
        long minute = Instant.now().getEpochSecond() / 60 * 60 - 600;
        for (String symbol : List.of("PAST", "OTHER")) {
            keep(symbol, minute - 120, minute);
        }
        TicktideProcess server = ticktide.start(
                folder,
                "start",
                ports,
                "--set",
                "notifications.subscriptions=[{recipient: a@example.org, timeframes: [\"*\"]}]");
        Page page = browser.open(1440, 900, ColorScheme.DARK);
        page.navigate(server.webUrl() + "/#PAST/1m");
        // The last one was closed by time.
        awaitPage("the bars", () -> page.evaluate(BARS), Integer.valueOf(3)::equals);
        awaitAge(page, "PAST", "stale");
        page.evaluate("window.neverLoadedAgain = true");

        long begin = minute - 120 - (long) PARTS * PART * 60;
        for (int part = 0; part < PARTS - 1; part++) {
            load(candles("PAST", begin + (long) part * PART * 60, PART, 60), "");
            String share = (part + 1) * 100 / (2 * PARTS) + " %";
            awaitPage("the share", () -> says(page).get("filling"), ("filling in history, " + share)::equals);
            // The other one's market may well have died.
            awaitAge(page, "PAST", "filling");
            awaitAge(page, "OTHER", "stale");
            assertEquals(3, page.evaluate(BARS), "nothing of it counts yet");
        }
        page.screenshot(new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve("filling.png")));
        load(candles("PAST", begin + (PARTS - 1L) * PART * 60, PART, 60), "&commit=true");
        awaitPage("the filled bars", () -> page.evaluate(BARS), bars -> (Integer) bars > 3);
        awaitPage("the end", () -> says(page).get("filling"), ""::equals);
        awaitPage(
                "what was loaded",
                () -> page.getByTestId("history-loaded").allInnerTexts(),
                List.of("history of PAST loaded: 1,200 candles, bars rebuilt")::equals);
        awaitAge(page, "PAST", "stale");
        assertEquals(true, page.evaluate("window.neverLoadedAgain"));
        page.screenshot(new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve("filled.png")));

        JsonNode signals = server.get("/api/v1/signals?symbol=PAST&limit=100");
        assertFalse(signals.isEmpty(), "no signal to be wrong about");
        assertEquals(0, page.getByTestId("toast").count());
        assertEquals(0, page.getByTestId("unread").count());
        JsonNode mails = server.get("/api/v1/notifications");
        assertFalse(mails.toString().contains("PAST"), mails::toString);
        assertEquals(List.of(), browser.takeTrouble());
    }

    @Test
    void theSimulatorsHistoryIsNoDeadMarket() {
        TicktideProcess demo = ticktide.start(folder, "demo", ports, "--set", "simulate.backfill=60d");
        Page page = browser.open(1440, 900, ColorScheme.LIGHT);
        page.navigate(demo.webUrl());
        Map<String, Object> seen = Await.until(
                "history on its way",
                LIMIT,
                () -> says(page),
                says -> !says.get("filling").equals("") && !says.get("symbols").equals(0));
        assertTrue(seen.get("filling").toString().matches("filling in history, \\d+ %"), seen::toString);
        assertEquals(0, seen.get("stale"), seen::toString);
        assertEquals(0, page.getByTestId("toast").count());
        page.screenshot(new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve("filling-demo.png")));
        // A server that fills in history may be too busy to answer a page at once; the page asks again.
        assertEquals(
                List.of(),
                browser.takeTrouble().stream()
                        .filter(line -> !line.contains("status of 503"))
                        .toList());
    }

    private void load(String candles, String commit) throws Exception {
        HttpResponse<String> answer = CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.ingest()
                                + "/ingest?mode=history&load=a&of=" + PARTS * PART + commit))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(candles))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
    }

    /** Three candles that came some time ago. */
    private void keep(String symbol, long second, long arrived) {
        try (Store store = SqliteStore.open(folder.resolve("ticktide.db"), PARTITIONS)) {
            int partition = StableHash.partition(symbol, PARTITIONS);
            String stage = Stage.INDICATOR.label();
            long epoch = store.claim(stage, partition, 0, "test")
                    .toCompletableFuture()
                    .join()
                    .orElseThrow();
            List<LogEntry> entries = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Candle candle = Samples.candle(symbol, (second + 60L * i) * 1_000_000, 100 + i);
                entries.add(new LogEntry(partition, i + 1, arrived * 1_000_000, false, candle));
            }
            store.append(new Store.Append(
                            List.of(new Store.Fence(stage, partition, epoch)),
                            entries,
                            List.of(),
                            List.of(new Store.SymbolInfo(symbol, partition, null, null))))
                    .toCompletableFuture()
                    .join();
        }
    }

    /** On a wave, so that the rules have something to say. */
    private static String candles(String symbol, long second, int count, int step) {
        StringBuilder batch = new StringBuilder();
        for (int i = 0; i < count; i++) {
            long time = second + (long) i * step;
            double close = 100 + 10 * Math.sin(time / 1_500.0) + time / 60 % 7 * 0.1;
            batch.append(String.format(
                    Locale.ROOT,
                    "%s{\"stock_symbol\":\"%s\",\"opening_price\":%.2f,\"closing_price\":%.2f,\"high\":%.2f,\"low\":%.2f,"
                            + "\"volume\":10,\"timestamp\":%d}",
                    i == 0 ? "[" : ",",
                    symbol,
                    close,
                    close,
                    close + 1,
                    close - 1,
                    time));
        }
        return batch.append(']').toString();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> says(Page page) {
        return (Map<String, Object>) page.evaluate(SAYS);
    }

    private static void awaitAge(Page page, String symbol, String level) {
        awaitPage(
                symbol + " to be " + level,
                () -> page.locator("[data-testid=watch-" + symbol + "] .age." + level)
                        .count(),
                count -> count == 1);
    }

    private static <T> void awaitPage(String what, Supplier<T> value, Predicate<? super T> wanted) {
        Await.until(what, LIMIT, value, wanted);
    }
}
