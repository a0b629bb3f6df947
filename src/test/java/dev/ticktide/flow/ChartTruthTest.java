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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a chart says is so: its axis of time in any zone. */
class ChartTruthTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MINUTE = 60;
    private static final int DAY = 24 * 60 * MINUTE;

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
        for (int i = 0; i < 80 - 36 + 1; i++) {
            page.keyboard().press("ArrowLeft");
        }
        Await.until("the second one o'clock", LIMIT, this::time, "2025-11-02 01:45:00 UTC−4"::equals);
        page.keyboard().press("ArrowRight");
        Await.until("the second one o'clock", LIMIT, this::time, "2025-11-02 01:00:00 UTC−5"::equals);

        page.evaluate("document.dispatchEvent(new CustomEvent('tt-prefs', { detail: { zone: 'utc' } }))");
        assertEquals(List.of("2 Nov"), bold(awaitMarks("midnight of UTC", "18:00")));
        page.evaluate("document.dispatchEvent(new CustomEvent('tt-prefs', { detail: { zone: 'America/New_York' } }))");
        page.evaluate("location.hash = '#SPY/raw'");
        marks = awaitMarks("months of daily bars", "*Jul");
        assertEquals(List.of("Jun", "Jul"), bold(marks), marks::toString);
        shoot("axis-days");
        assertEquals("2025-07-18", time());
        assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests");
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
