package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the page says is so: the axis of time, what is live, what is of later, why a signal was raised, what words mean. */
class ChartTruthTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MINUTE = 60;
    private static final int DAY = 24 * 60 * MINUTE;
    private static final int MINUTES = 500;
    private static final String PLOT = "document.querySelector('tt-chart').plot";
    private static final String AXES = "tt-chart .canvas tr > td:nth-child(3) canvas";
    private static final String PANES = "tt-chart .canvas tr > td:nth-child(2) canvas";

    /** Notes what each canvas has written on it since it was last cleared, with the font. */
    private static final String NOTE_TEXTS = """
            (() => {
              const { fillText, fillRect } = CanvasRenderingContext2D.prototype;
              CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
                (this.canvas.texts ??= []).push({ text, bold: /bold|700/.test(this.font), x });
                return fillText.call(this, text, x, y, ...rest);
              };
              CanvasRenderingContext2D.prototype.fillRect = function (x, y, width, height) {
                if (x <= 0 && y <= 0 && width >= this.canvas.width && height >= this.canvas.height) this.canvas.texts = [];
                return fillRect.call(this, x, y, width, height);
              };
            })()""";

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @RegisterExtension
    final Browser browser = new Browser();

    @TempDir
    Path folder;

    private final long base = Instant.now().getEpochSecond() / MINUTE * MINUTE - (MINUTES + 3) * (long) MINUTE;
    private TicktideProcess server;
    private Page page;

    @BeforeEach
    void start() {
        server = ticktide.start(folder, "start", Ports.free());
    }

    @Test
    void theAxisOfTimeFollowsTheClocksOfNewYork() {
        long night = Instant.parse("2025-11-01T20:00:00Z").getEpochSecond();
        post("NIGHT", night, 15 * MINUTE, 80, i -> 100 + Math.sin(i / 3.0));
        post("SPY", Instant.parse("2025-05-20T00:00:00Z").getEpochSecond(), DAY, 60, i -> 500 + Math.sin(i / 3.0));
        open("NIGHT/15m", 1440, 900, ColorScheme.DARK, "{ \"zone\": \"America/New_York\" }");
        List<String> marks = awaitMarks("local midnight", "2 Nov");
        assertEquals(List.of("2 Nov"), bold(marks), marks::toString);
        shoot("axis-new-york");
        page.getByTestId("chart").focus();
        for (int i = 0; i < 80 - 39; i++) {
            page.keyboard().press("ArrowLeft");
        }
        Await.until("the first hour", LIMIT, this::time, "2025-11-02 01:45:00 UTC−4"::equals);
        page.keyboard().press("ArrowRight");
        Await.until("the second one o'clock", LIMIT, this::time, "2025-11-02 01:00:00 UTC−5"::equals);

        page.evaluate("document.dispatchEvent(new CustomEvent('tt-prefs', { detail: { zone: 'utc' } }))");
        assertEquals(List.of("2 Nov"), bold(awaitMarks("midnight of UTC", "18:00")));
        page.evaluate("document.dispatchEvent(new CustomEvent('tt-prefs', { detail: { zone: 'America/New_York' } }))");
        page.evaluate("location.hash = '#SPY/raw'");
        marks = awaitMarks("months of daily bars", "*Jul");
        assertEquals(List.of("Jun", "Jul"), bold(marks), marks::toString);
        shoot("axis-days");
        assertTrue(time().matches("2025-0[67]-\\d\\d"), this::time);
        signalsOfDaysAreDated();
        theTableOfRawCandlesHasTheLateOnes();
        assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests");
    }

    private void signalsOfDaysAreDated() {
        List<String> days = Await.until("signals of days", LIMIT, () -> signalTimes("SPY"), list -> !list.isEmpty());
        assertTrue(
                days.stream().allMatch(text -> text.matches("2025-0[5-7]-\\d\\d 2025-0[5-7]-\\d\\d")), days::toString);
        List<String> hours = signalTimes("NIGHT");
        String clock = "2025-11-0[12] \\d\\d:\\d\\d( UTC.\\d)? 2025-11-0[12] \\d\\d:\\d\\d:\\d\\d( UTC.\\d)?";
        assertTrue(!hours.isEmpty() && hours.stream().allMatch(text -> text.matches(clock)), hours::toString);
        page.locator("[data-testid=signal-row][data-symbol=SPY]").first().click();
        Await.until(
                "the day of the explained bar",
                LIMIT,
                () -> page.locator("tt-explain .facts").first().innerText(),
                text -> text.matches("(?s).*2025-0[5-7]-\\d\\d · (raw|1m).*"));
        page.keyboard().press("Escape");
        page.evaluate("location.hash = '#SPY/raw'");
    }

    /** What the list says of when, and what its tooltip does. */
    private List<String> signalTimes(String symbol) {
        List<?> found = (List<?>) page.evaluate("""
                symbol => [...document.querySelectorAll(`[data-testid=signal-row][data-symbol=${symbol}]`)]
                  .map((row) => row.querySelector('.when').textContent + ' ' + row.title.split(', ')[1])""", symbol);
        return found.stream().map(Object::toString).toList();
    }

    private void theTableOfRawCandlesHasTheLateOnes() {
        long noon = Instant.parse("2025-07-10T12:00:00Z").getEpochSecond();
        post("SPY", noon, DAY, 1, i -> 501);
        awaitChart("timeframe", "raw");
        awaitChart("symbol", "SPY");
        List<String> lines =
                readAll(page.waitForDownload(() -> page.getByTestId("chart-csv").click()));
        JsonNode rows = server.get("/api/v1/candles?symbol=SPY&timeframe=raw&limit=1000");
        List<String> columns = new ArrayList<>();
        rows.get("columns").forEach(column -> columns.add(column.asText()));
        assertEquals(columns, List.of(lines.get(0).split(",")).subList(0, columns.size()));
        int late = columns.indexOf("late");
        int seq = columns.indexOf("seq");
        List<String> expected = new ArrayList<>();
        for (JsonNode row : rows.get("data")) {
            expected.add(Instant.ofEpochMilli(row.get(0).asLong()) + " " + row.get(late) + " " + row.get(seq));
        }
        List<String> saved = lines.stream()
                .skip(1)
                .map(line -> line.split(","))
                .map(cells -> Instant.parse(cells[0]) + " " + cells[late] + " " + cells[seq])
                .toList();
        assertTrue(
                saved.stream().anyMatch(row -> row.startsWith(Instant.ofEpochSecond(noon) + " true ")),
                saved::toString);
        assertEquals(expected.subList(expected.size() - saved.size(), expected.size()), saved);
    }

    private static List<String> readAll(Download file) {
        try {
            return Files.readAllLines(file.path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aScrolledChartLabelsTheNewestPriceAndPerCentHasOneBase() {
        postWaves();
        open("AAPL/1m", 1280, 720, ColorScheme.LIGHT, "{}");
        awaitChart("lastTime", String.valueOf(millisOf(MINUTES - 1)));
        String last = String.format(Locale.ROOT, "%.2f", wave(MINUTES - 1));
        Await.until("the last price at the axis", LIMIT, () -> texts(AXES), texts -> texts.contains(last));
        page.getByTestId("chart").focus();
        for (int i = 0; i < 20; i++) {
            page.keyboard().press("Shift+ArrowLeft");
        }
        page.mouse().move(1, 1);
        Await.until(
                "the newest bar out of sight", LIMIT, () -> page.evaluate(PLOT + ".isAtNewest"), Boolean.FALSE::equals);
        Await.until("the last price at the axis", LIMIT, () -> texts(AXES), texts -> texts.contains(last));
        Await.until("its name", LIMIT, () -> texts(PANES), texts -> texts.contains("last"));
        String rsi = (String) page.evaluate("""
                (() => {
                  const { closed, open } = document.querySelector('tt-chart').store.state.chart.bars;
                  return (open ?? closed.at(-1)).values['rsi(14)'].toFixed(1);
                })()""");
        assertTrue(texts(AXES).contains(rsi), () -> rsi + " in " + texts(AXES));
        assertEquals(
                false, page.evaluate(PLOT + ".main.options().lastValueVisible"), "no tag of the last bar in sight");
        shoot("scrolled");

        page.getByTestId("chart-scale").selectOption("percent");
        page.getByTestId("compare").fill("MSFT");
        page.keyboard().press("Enter");
        Await.until("the second symbol", LIMIT, () -> text("compared"), text -> text.contains("MSFT"));
        // At the left edge the averages are far from the price: based on their own first values they would be
        // elsewhere.
        Object apart = page.evaluate("""
                (() => {
                  const { main, chart } = document.querySelector('tt-chart').plot;
                  const compared = main.getPane().getSeries().find((each) => each.options().color === %s.colors.compared);
                  return main.getPane().getSeries()
                    .filter((each) => each !== compared && each.options().priceScaleId === main.options().priceScaleId)
                    .map((each) => Math.abs(each.priceToCoordinate(190) - main.priceToCoordinate(190)));
                })()""".formatted(PLOT));
        List<?> distances = (List<?>) apart;
        assertTrue(distances.size() >= 3, () -> "the price and its averages: " + distances);
        for (Object distance : distances) {
            assertEquals(0, ((Number) distance).doubleValue(), 1e-6, () -> "one base: " + distances);
        }
        shoot("percent");
        setStudies("");
        Await.until("one pane", LIMIT, () -> page.evaluate(PLOT + ".chart.panes().length"), Integer.valueOf(1)::equals);
        setStudies("{ name: 'rsi(14)', color: 2 }");
        Await.until(
                "two panes", LIMIT, () -> page.evaluate(PLOT + ".chart.panes().length"), Integer.valueOf(2)::equals);
        assertEquals(
                0,
                page.evaluate(PLOT + ".chart.panes()[1].getSeries()[0].priceScale().options().mode"),
                "an RSI that is added to a chart in per cent is no per cent of itself");
        assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests");
    }

    @Test
    void replayHidesTheFutureEverywhere() {
        postWaves();
        open("AAPL/1m", 1440, 900, ColorScheme.LIGHT, "{}");
        awaitChart("lastTime", String.valueOf(millisOf(MINUTES - 1)));
        int signals = page.getByTestId("signal-row").count();
        page.getByTestId("chart").focus();
        for (int i = 0; i < 12; i++) {
            page.keyboard().press("Shift+ArrowLeft");
        }
        page.keyboard().press("Enter");
        page.getByTestId("bar-replay").click();
        long at = millisOf(MINUTES - 120);
        awaitChart("lastTime", String.valueOf(at));
        page.mouse().move(1, 1);
        assertHidesAfter(at + 60_000, wave(MINUTES - 120));
        assertTrue(page.getByTestId("signal-row").count() < signals, "later signals are not listed");
        shoot("replay-1m");

        post("AAPL", base + MINUTES * (long) MINUTE, MINUTE, 1, i -> 777);
        page.getByTestId("timeframe-5m").click();
        long five = (at + 60_000) / 300_000 * 300_000 - 300_000;
        awaitChart("timeframe", "5m");
        awaitChart("lastTime", String.valueOf(five));
        assertHidesAfter(at + 60_000, wave((int) ((five / 1_000 - base) / MINUTE) + 4));

        page.reload();
        awaitChart("lastTime", String.valueOf(five));
        assertHidesAfter(at + 60_000, wave((int) ((five / 1_000 - base) / MINUTE) + 4));
        shoot("replay-reloaded");
        page.getByTestId("replay-step").click();
        awaitChart("lastTime", String.valueOf(five + 300_000));
        page.getByTestId("replay-end").click();
        Await.until("the present", LIMIT, () -> text("quote"), quote -> quote.contains("777.00"));
        assertEquals(0, page.locator("[data-hidden-in-replay]").count());
        page.reload();
        Await.until("the present", LIMIT, () -> text("quote"), quote -> quote.contains("777.00"));
        assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests");
    }

    private void setStudies(String studies) {
        page.evaluate(
                "document.dispatchEvent(new CustomEvent('tt-panel-settings', { detail: { panelId: 'chart', studies: ["
                        + studies + "] } }))");
    }

    private void assertHidesAfter(long until, double price) {
        String shown = String.format(Locale.ROOT, "%.2f", price);
        Await.until("the price by then", LIMIT, () -> text("quote"), quote -> quote.contains(shown));
        Await.until("its title", LIMIT, page::title, title -> title.contains(shown));
        for (String panel : List.of("tt-watchlist", "tt-movers", "tt-stocks")) {
            String seen = page.locator(panel).first().innerText();
            assertFalse(seen.matches("(?s).*[0-9].*"), panel + ": " + seen);
        }
        assertEquals(0, page.getByTestId("toast").count());
        List<?> times = (List<?>) page.evaluate("""
                [...document.querySelectorAll('[data-testid=signal-row]')]
                  .map(({ dataset: { id } }) => document.querySelector('tt-chart').store.state.signals.get(id))
                  .map(({ barTime, timeframe }) => barTime + { raw: 0, '1m': 60e3, '5m': 300e3, '15m': 900e3, '1h': 3600e3 }[timeframe])""");
        for (Object time : times) {
            assertTrue(((Number) time).longValue() <= until, () -> "a signal of later: " + time);
        }
    }

    @Test
    void anExplanationBeginsWithWhatRaisedTheSignalAndShowsItOnTheChart() throws IOException {
        postWaves();
        open("AAPL/1m", 1440, 900, ColorScheme.DARK, "{ \"toasts\": \"off\" }");
        page.locator(
                        "[data-testid=signal-row][data-symbol=AAPL][data-timeframe='1m']",
                        new Page.LocatorOptions().setHasText("trend"))
                .first()
                .click();
        Await.until(
                "the reason",
                LIMIT,
                () -> text("raised-by"),
                text -> text.matches("Raised because ema\\(12\\) crosses .*"));
        assertEquals(0, page.getByTestId("indicator-ema(12)").count());
        page.getByTestId("show-studies").click();
        for (String name : List.of("ema(12)", "sma(26)", "rsi(14)")) {
            page.getByTestId("indicator-" + name).waitFor();
        }
        Object apart = Await.until("the circle", LIMIT, () -> page.evaluate("""
                (() => {
                  const chart = document.querySelector('tt-chart');
                  const { signals, selection } = chart.store.state;
                  const signal = signals.get(String(selection.signalId));
                  const at = chart.plot.circled;
                  if (!at) return null;
                  const [x, before] = [0, 60e3].map((back) => chart.plot.x(signal.barTime - back));
                  const y = chart.plot.main.priceToCoordinate(signal.inputs['ema(12)']);
                  return at.x >= before && at.x <= x ? Math.abs(at.y - y) : -1;
                })()"""), found -> found instanceof Number);
        double distance = ((Number) apart).doubleValue();
        assertTrue(distance >= 0 && distance < 25, () -> "at the crossing: " + distance);
        shoot("crossing");

        page.getByTestId("indicator-rsi(14)").locator("[data-remove]").click();
        Await.until(
                "RSI to go", LIMIT, () -> page.getByTestId("indicator-rsi(14)").count(), count -> count == 0);
        page.locator("tt-explain [data-study='rsi(14)']").first().click();
        page.getByTestId("indicator-rsi(14)").waitFor();
        Await.until(
                "numbers of the guides", LIMIT, () -> texts(PANES), texts -> texts.containsAll(List.of("30", "70")));
        assertEquals(true, page.evaluate("""
                (() => {
                  const logo = document.querySelector('tt-chart #tv-attr-logo').getBoundingClientRect();
                  const panes = [...document.querySelectorAll('tt-chart .canvas tr > td:nth-child(2)')].slice(0, -1);
                  return logo.width > 0 && panes.every((pane) => pane.getBoundingClientRect().right <= logo.left);
                })()"""), "the mark of the library lies on no line");
        page.evaluate("""
                (() => {
                  const { toBlob } = HTMLCanvasElement.prototype;
                  HTMLCanvasElement.prototype.toBlob = function (...rest) {
                    window.said = this.texts.map(({ text }) => text);
                    return toBlob.apply(this, rest);
                  };
                })()""");
        Download picture =
                page.waitForDownload(() -> page.getByTestId("chart-png").click());
        Files.copy(picture.path(), Browser.SCREENSHOTS.resolve("picture.png"), StandardCopyOption.REPLACE_EXISTING);
        List<?> said = (List<?>) page.evaluate("window.said");
        for (String text : List.of("AAPL 1m", "AAPL rising", "AAPL falling", "EMA 12", "SMA 26", "RSI 14")) {
            assertTrue(said.contains(text), () -> text + " in " + said);
        }
        assertTrue(
                said.stream().anyMatch(text -> text.toString().matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d to .* UTC")),
                said::toString);

        page.getByTestId("all-rules").click();
        page.waitForSelector("[data-testid=bar-explain][data-ready=true]");
        Locator first = page.locator("tt-explain .verdict").first();
        assertFalse(first.getAttribute("data-signal-id").isEmpty(), "what was raised comes first");
        assertTrue(first.getByTestId("rule-tree").isVisible(), "and is open");
        assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests");
    }

    @Test
    void wordsExplainThemselves() {
        postWaves();
        open("AAPL/1m", 1024, 768, ColorScheme.LIGHT, "{}");
        assertExplains("tt-stocks [data-term=move]", "standard deviation");
        assertExplains("tt-stocks [data-term=change]", "close of the UTC day before");
        assertExplains("tt-toolbar [data-term=change]", "close of the UTC day before");
        assertExplains("tt-chart [data-term=quote]", "when the bar began");
        page.getByTestId("lag").click();
        assertExplains("[data-testid=lag-details] [data-term=conflation]", "joined into one");
        page.navigate(server.webUrl() + "/cluster.html");
        assertExplains("tt-cluster [data-term=fenced]", "refused it");
        assertExplains("tt-cluster [data-term=epoch]", "change of owner");
        shoot("words");
        assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests");
    }

    private void assertExplains(String word, String meaning) {
        Locator term = page.locator(word).first();
        term.hover();
        Await.until("what " + word + " means", LIMIT, () -> text("tip"), text -> text.contains(meaning));
        page.keyboard().press("Escape");
        Await.until("the end of it", LIMIT, () -> page.getByTestId("tip").isHidden(), hidden -> hidden);
        page.mouse().move(1, 1);
        term.focus();
        Await.until("what " + word + " means", LIMIT, () -> text("tip"), text -> text.contains(meaning));
        assertEquals("tip", term.getAttribute("aria-describedby"));
        page.keyboard().press("Escape");
    }

    private void open(String place, int width, int height, ColorScheme scheme, String prefs) {
        page = browser.open(width, height, scheme);
        page.addInitScript(NOTE_TEXTS);
        page.addInitScript("localStorage.getItem('ticktide') || localStorage.setItem('ticktide', '" + prefs + "')");
        page.navigate(server.webUrl() + "/#" + place);
        Await.until("the page to be live", LIMIT, () -> text("status-connection"), "● live"::equals);
    }

    /** The marks of the axis of time, bold ones with a star, once this one is among them. */
    private List<String> awaitMarks(String what, String wanted) {
        return Await.until(what, LIMIT, this::marks, marks -> marks.contains(wanted) || marks.contains("*" + wanted));
    }

    private List<String> marks() {
        List<?> found = (List<?>) page.evaluate("""
                [...document.querySelectorAll('tt-chart .canvas table tr:last-child canvas')]
                  .flatMap(({ texts }) => texts ?? []).sort((a, b) => a.x - b.x)
                  .map(({ text, bold }) => (bold ? '*' : '') + text)""");
        List<String> marks = new ArrayList<>();
        found.forEach(mark -> marks.add((String) mark));
        return marks;
    }

    private static List<String> bold(List<String> marks) {
        return marks.stream()
                .filter(mark -> mark.startsWith("*"))
                .map(mark -> mark.substring(1))
                .toList();
    }

    /** What is written on the canvases that this finds. */
    private List<String> texts(String selector) {
        List<?> found = (List<?>) page.evaluate(
                "(selector) => [...document.querySelectorAll(selector)].flatMap(({ texts }) => texts ?? []).map(({ text }) => text)",
                selector);
        return found.stream().map(Object::toString).toList();
    }

    private void awaitChart(String name, String wanted) {
        String script = "document.querySelector('[data-testid=chart]').dataset." + name;
        Await.until("the chart's " + name, LIMIT, () -> (String) page.evaluate(script), wanted::equals);
    }

    /** Minutes of AAPL and MSFT until now, in waves, so that RSI and averages cross. */
    private void postWaves() {
        post("AAPL", base, MINUTE, MINUTES, ChartTruthTest::wave);
        post("MSFT", base, MINUTE, MINUTES, i -> wave(i + 30) * 2);
    }

    private static double wave(int minute) {
        return Math.round((190 + 6 * Math.sin(minute / 40.0) + 2 * Math.sin(minute / 7.0) + minute % 3 * 0.11) * 100)
                / 100.0;
    }

    private long millisOf(int minute) {
        return (base + minute * (long) MINUTE) * 1_000;
    }

    private String time() {
        return text("legend-time");
    }

    private String text(String testId) {
        Locator found = page.getByTestId(testId);
        return found.count() == 0 ? "" : found.first().innerText().strip();
    }

    private void shoot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve(name + ".png")));
    }

    private void post(String symbol, long from, int step, int count, IntToDoubleFunction price) {
        StringBuilder batch = new StringBuilder("[");
        for (int i = 0; i < count; i++) {
            double open = price.applyAsDouble(Math.max(0, i - 1));
            double close = price.applyAsDouble(i);
            batch.append(i == 0 ? "" : ",")
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
                            from + i * (long) step));
        }
        assertEquals(200, server.post(batch.append(']').toString()).statusCode(), symbol);
    }
}
