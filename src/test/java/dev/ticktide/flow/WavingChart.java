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
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A chart of prices that go up and down, and what it draws. */
abstract class WavingChart {

    static final Duration LIMIT = Duration.ofSeconds(20);
    static final int MINUTE = 60;
    static final int DAY = 24 * 60 * MINUTE;
    static final int MINUTES = 500;
    static final String PLOT = "document.querySelector('tt-chart').plot";
    static final String AXES = "tt-chart .canvas tr > td:nth-child(3) canvas";
    static final String PANES = "tt-chart .canvas tr > td:nth-child(2) canvas";

    /** Notes what each canvas has written on it since it was last cleared, with the font. */
    static final String NOTE_TEXTS = """
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

    final long base = Instant.now().getEpochSecond() / MINUTE * MINUTE - (MINUTES + 3) * (long) MINUTE;
    TicktideProcess server;
    Page page;

    @BeforeEach
    void start() {
        server = ticktide.start(folder, "start", Ports.free());
    }

    void open(String place, int width, int height, ColorScheme scheme, String prefs) {
        page = browser.open(width, height, scheme);
        page.addInitScript(NOTE_TEXTS);
        page.addInitScript("localStorage.getItem('ticktide') || localStorage.setItem('ticktide', '" + prefs + "')");
        page.navigate(server.webUrl() + "/#" + place);
        Await.until("the page to be live", LIMIT, () -> text("status-connection"), "● live"::equals);
    }

    /** The marks of the axis of time, bold ones with a star, once this one is among them. */
    List<String> awaitMarks(String what, String wanted) {
        return Await.until(what, LIMIT, this::marks, marks -> marks.contains(wanted) || marks.contains("*" + wanted));
    }

    List<String> marks() {
        List<?> found = (List<?>) page.evaluate("""
                [...document.querySelectorAll('tt-chart .canvas table tr:last-child canvas')]
                  .flatMap(({ texts }) => texts ?? []).sort((a, b) => a.x - b.x)
                  .map(({ text, bold }) => (bold ? '*' : '') + text)""");
        List<String> marks = new ArrayList<>();
        found.forEach(mark -> marks.add((String) mark));
        return marks;
    }

    static List<String> bold(List<String> marks) {
        return marks.stream()
                .filter(mark -> mark.startsWith("*"))
                .map(mark -> mark.substring(1))
                .toList();
    }

    /** What is written on the canvases that this finds. */
    List<String> texts(String selector) {
        List<?> found = (List<?>) page.evaluate(
                "(selector) => [...document.querySelectorAll(selector)].flatMap(({ texts }) => texts ?? []).map(({ text }) => text)",
                selector);
        return found.stream().map(Object::toString).toList();
    }

    void awaitChart(String name, String wanted) {
        String script = "document.querySelector('[data-testid=chart]').dataset." + name;
        Await.until("the chart's " + name, LIMIT, () -> (String) page.evaluate(script), wanted::equals);
    }

    /** Minutes of AAPL and MSFT until now, in waves, so that RSI and averages cross. */
    void postWaves() {
        post("AAPL", base, MINUTE, MINUTES, WavingChart::wave);
        post("MSFT", base, MINUTE, MINUTES, i -> wave(i + 30) * 2);
    }

    static double wave(int minute) {
        return Math.round((190 + 6 * Math.sin(minute / 40.0) + 2 * Math.sin(minute / 7.0) + minute % 3 * 0.11) * 100)
                / 100.0;
    }

    long millisOf(int minute) {
        return (base + minute * (long) MINUTE) * 1_000;
    }

    String time() {
        return text("legend-time");
    }

    String text(String testId) {
        Locator found = page.getByTestId(testId);
        return found.count() == 0 ? "" : found.first().innerText().strip();
    }

    void shoot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve(name + ".png")));
    }

    void post(String symbol, long from, int step, int count, IntToDoubleFunction price) {
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
