package dev.ticktide.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The page in a headless Chromium: four charts of 10,000 bars each, every one of them told of a changed price ten times a second.
 * What the main thread does is taken from Chromium's own count, everything on the page included.
 */
final class PageBench implements Bench.Benchmark {

    private static final List<String> SYMBOLS = List.of("PAGEA", "PAGEB", "PAGEC", "PAGED");
    private static final int BARS = Integer.getInteger("ticktide.page.bars", 10_000);
    private static final int BATCH = 250;
    private static final int MINUTE = 60;
    private static final int SECONDS = 20;
    private static final int BARE_SECONDS = 10;
    private static final int FEW = 300;
    private static final int UPDATES_A_SECOND = 10;
    /** Leaves {@code target/bench/page.cpuprofile} for a browser's developer tools. */
    private static final boolean PROFILE = Boolean.getBoolean("ticktide.page.profile");

    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** Notes when the first chart has bars, counted from the beginning of the navigation, and how often each chart changed. */
    private static final String WATCH = """
            (() => {
              const look = () => {
                const chart = document.querySelector('[data-testid=chart]');
                if (Number(chart?.dataset.bars) > 0) requestAnimationFrame(() => (window.firstCandle = performance.now()));
                else requestAnimationFrame(look);
              };
              look();
            })()""";

    private static final String FOUR_CHARTS = """
            () => document.dispatchEvent(new CustomEvent('tt-layout', { detail: { act: 'reset', preset: 'charts' } }))""";

    private static final String OF_SYMBOLS = """
            (symbols) => {
              const { store } = document.querySelector('tt-grid');
              const charts = store.state.layout.panels.filter(({ kind }) => kind === 'chart');
              charts.forEach(({ id }, i) => document.dispatchEvent(
                new CustomEvent('tt-panel-settings', { detail: { panelId: id, symbol: symbols[i], timeframe: '1m' } })));
            }""";

    private static final String ARE_READY = """
            (symbols) => {
              const { store } = document.querySelector('tt-chart');
              return symbols.every((symbol) => store.state.series.get(symbol + '/1m')?.ready);
            }""";

    private static final String LOAD_ALL = """
            (symbols) => symbols.forEach((symbol) => document.dispatchEvent(
              new CustomEvent('tt-older', { detail: { key: symbol + '/1m', until: 0 } })))""";

    private static final String LEAST_BARS =
            "() => Math.min(...[...document.querySelectorAll('[data-testid=chart]')].map((c) => Number(c.dataset.bars)))";

    private static final String COUNT = """
            () => {
              const { store } = document.querySelector('tt-chart');
              window.updates = 0;
              window.longTasks = [];
              window.drawn = 0;
              const { drawing } = store;
              store.drawing = () => { window.drawn += 1; return drawing.call(store); };
              for (const key of store.state.series.keys()) store.subscribe(['series/' + key], () => (window.updates += 1));
              new PerformanceObserver((list) => list.getEntries().forEach((e) => window.longTasks.push(e.duration)))
                .observe({ type: 'longtask' });
            }""";

    /** The chart library alone on a page: as many series as a chart of ours has, told of prices as often, one call a series. */
    private static final String BARE = """
            async ([charts, count, updates]) => {
              const lib = await import('/vendor/lightweight-charts.standalone.production.mjs');
              document.body.replaceChildren();
              document.body.style.cssText = 'margin:0;display:grid;grid-template-columns:1fr 1fr;height:100vh';
              const price = (i) => 100 + 10 * Math.sin(i / 50) + (i % 7) / 7;
              const bar = (i) => ({ time: 1_700_000_000 + Math.floor(i) * 60, open: price(i) - 0.5, high: price(i) + 1,
                low: price(i) - 1, close: price(i) });
              const value = (shift) => (i) => ({ time: bar(i).time, value: price(i) + shift });
              const draw = [];
              for (let n = 0; n < charts; n += 1) {
                const host = document.body.appendChild(document.createElement('div'));
                const chart = lib.createChart(host, { autoSize: true });
                const series = [[lib.CandlestickSeries, bar, 0], [lib.HistogramSeries, value(0), 0], [lib.LineSeries, value(1), 0],
                  [lib.LineSeries, value(2), 0], [lib.LineSeries, value(3), 1]];
                for (const [type, point, pane] of series) {
                  const one = chart.addSeries(type, {}, pane);
                  one.setData(Array.from({ length: count }, (_, i) => point(i)));
                  draw.push((i) => one.update(point(i)));
                }
              }
              let i = count;
              window.bare = setInterval(() => { for (const each of draw) each(i); i += 0.05; }, 1_000 / updates);
            }""";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Prices prices = new Prices();

    @Override
    public List<Bench.Figure> run(Path folder) throws Exception {
        long base = 1_700_000_040L;
        Browser browser = new Browser();
        try (ServerProcess server = ServerProcess.start(folder, "512m", "web.conflation=100ms")) {
            for (int minute = 0; minute < BARS + 1; minute += BATCH) {
                post(server, minutes(base, minute, Math.min(BATCH, BARS + 1 - minute)));
            }
            browser.start();
            String place = "http://127.0.0.1:" + server.webPort + "/#" + SYMBOLS.get(0) + "/1m";
            // The first one fills what Chromium caches of itself.
            double first = Math.min(firstCandle(browser, place), firstCandle(browser, place));
            Page page = browser.open(1440, 900, ColorScheme.DARK);
            page.navigate(place);
            awaitBars(page, 1);
            page.evaluate(FOUR_CHARTS);
            Await.until(
                    "four charts", LIMIT, () -> page.getByTestId("chart").count(), count -> count == SYMBOLS.size());
            page.evaluate(OF_SYMBOLS, SYMBOLS);
            Await.until("the charts' own bars", LIMIT, () -> page.evaluate(ARE_READY, SYMBOLS), Boolean.TRUE::equals);
            page.evaluate(LOAD_ALL, SYMBOLS);
            awaitBars(page, BARS);
            page.waitForTimeout(2_000);
            page.evaluate(COUNT);
            CDPSession session = page.context().newCDPSession(page);
            session.send("Performance.enable");
            if (PROFILE) {
                session.send("Profiler.enable");
                session.send("Profiler.start");
            }
            double busyBefore = busySeconds(session);
            drive(server, page, base + (BARS + 1) * (long) MINUTE);
            double busy = busySeconds(session) - busyBefore;
            if (PROFILE) {
                Files.writeString(
                        Path.of("target/bench/page.cpuprofile"),
                        session.send("Profiler.stop").get("profile").toString());
            }
            double updates = ((Number) page.evaluate("window.updates")).doubleValue();
            double drawn = ((Number) page.evaluate("window.drawn")).doubleValue();
            List<?> longTasks = (List<?>) page.evaluate("window.longTasks");
            double longest = longTasks.stream()
                    .mapToDouble(each -> ((Number) each).doubleValue())
                    .max()
                    .orElse(0);
            page.screenshot(new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve("bench-page.png")));
            page.context().close();
            double bare = bare(server, browser, BARS);
            double bareFew = bare(server, browser, FEW);
            return List.of(
                    Bench.Figure.atMost("page: first candle after opening", first / 1_000, "s", 1.5),
                    Bench.Figure.atMost("page: main thread per chart update", busy * 1_000 / updates, "ms", 2),
                    Bench.Figure.atMost("page: longest task over 50 ms while updating", longest, "ms", 50),
                    Bench.Figure.shown("page: updates of a chart", updates / SYMBOLS.size() / SECONDS, "1/s"),
                    Bench.Figure.shown("page: main thread busy", busy / SECONDS * 100, "%"),
                    Bench.Figure.shown("page: charts drawn", drawn / SYMBOLS.size() / SECONDS, "1/s"),
                    Bench.Figure.shown("page: the chart library alone, per chart update", bare, "ms"),
                    Bench.Figure.shown("page: the chart library alone with " + FEW + " bars", bareFew, "ms"));
        } finally {
            browser.stop();
        }
    }

    private static double bare(ServerProcess server, Browser browser, int bars) {
        Page page = browser.open(1440, 900, ColorScheme.DARK);
        page.navigate("http://127.0.0.1:" + server.webPort + "/api/v1/ping");
        page.evaluate(BARE, List.of(SYMBOLS.size(), bars, UPDATES_A_SECOND));
        page.waitForTimeout(1_000);
        CDPSession session = page.context().newCDPSession(page);
        session.send("Performance.enable");
        double before = busySeconds(session);
        page.waitForTimeout(BARE_SECONDS * 1_000.0);
        double busy = busySeconds(session) - before;
        page.context().close();
        return busy * 1_000 / (SYMBOLS.size() * BARE_SECONDS * UPDATES_A_SECOND);
    }

    private static double firstCandle(Browser browser, String place) {
        Page page = browser.open(1440, 900, ColorScheme.DARK);
        page.addInitScript(WATCH);
        page.navigate(place);
        Object at = Await.until(
                "the first candle", LIMIT, () -> page.evaluate("window.firstCandle ?? null"), found -> found != null);
        page.context().close();
        return ((Number) at).doubleValue();
    }

    private static void awaitBars(Page page, int count) {
        Await.until(
                count + " bars on every chart",
                LIMIT,
                () -> ((Number) page.evaluate(LEAST_BARS)).doubleValue(),
                bars -> bars >= count);
    }

    /** Three seconds of the market in each candle: a bar closes every second or two. */
    private void drive(ServerProcess server, Page page, long second) throws IOException, InterruptedException {
        long began = System.nanoTime();
        for (int i = 0; i < SECONDS * UPDATES_A_SECOND; i++) {
            StringBuilder batch = new StringBuilder("[");
            for (String symbol : SYMBOLS) {
                batch.append(batch.length() == 1 ? "" : ",");
                prices.append(batch, symbol, second + i * 3L);
            }
            post(server, batch.append(']').toString());
            long due = began + (i + 1) * 1_000_000_000L / UPDATES_A_SECOND;
            long left = (due - System.nanoTime()) / 1_000_000;
            if (left > 0) {
                page.waitForTimeout((double) left);
            }
        }
    }

    private static double busySeconds(CDPSession session) {
        JsonArray metrics = session.send("Performance.getMetrics").getAsJsonArray("metrics");
        for (int i = 0; i < metrics.size(); i++) {
            JsonObject metric = metrics.get(i).getAsJsonObject();
            if (metric.get("name").getAsString().equals("TaskDuration")) {
                return metric.get("value").getAsDouble();
            }
        }
        throw new IllegalStateException("Chromium does not count its tasks: " + metrics);
    }

    private String minutes(long base, int from, int count) {
        StringBuilder batch = new StringBuilder("[");
        for (int minute = from; minute < from + count; minute++) {
            for (String symbol : SYMBOLS) {
                batch.append(batch.length() == 1 ? "" : ",");
                prices.append(batch, symbol, base + minute * (long) MINUTE);
            }
        }
        return batch.append(']').toString();
    }

    private void post(ServerProcess server, String json) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.ingestPort + "/ingest"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
    }
}
