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
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A student writes a rule, is shown a mistake, corrects it, and sees at once what the rule would have done. */
class StrategyEditorTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long T0 = 1_760_000_040L;
    private static final int MINUTES = 600;
    private static final String ARROWS = "document.querySelector('tt-chart').drafts().length";
    private static final String SCROLLED_TO =
            "document.querySelector('tt-chart').plot.chart.timeScale().getVisibleLogicalRange().from";
    private static final String AXE = """
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter(({ impact }) => impact === 'serious' || impact === 'critical')
              .map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html.slice(0, 160)).join(' ; '))""";

    private static final TicktideProcess.Runner TICKTIDE = new TicktideProcess.Runner();

    @TempDir
    static Path folder;

    private static TicktideProcess server;

    @RegisterExtension
    final Browser browser = new Browser();

    @BeforeAll
    static void start() {
        server = TICKTIDE.start(folder, "start", Ports.free());
        StringBuilder candles = new StringBuilder();
        double last = 100;
        for (int i = 0; i < MINUTES; i++) {
            double close = 100 + 12 * Math.sin(i / 9.0) + 3 * Math.sin(i / 2.3);
            candles.append(i == 0 ? "[" : ",")
                    .append("""
                    {"stock_symbol":"AAPL","timestamp":%d,"opening_price":%s,"closing_price":%s,"high":%s,"low":%s,"volume":10}""".formatted(T0 + 60L * i, last, close, Math.max(last, close), Math.min(last, close)));
            last = close;
        }
        assertEquals(200, server.post(candles.append("]").toString()).statusCode());
    }

    @AfterAll
    static void stop() {
        TICKTIDE.close();
    }

    @Test
    void aRuleIsWrittenMarkedCorrectedAndShownOnTheChart() throws IOException {
        Page page = open(1440, 900);
        addPanel(page);
        String builtIn = awaitCount(page, text -> text.contains("signals on the last"));
        assertTrue(builtIn.endsWith("bars of AAPL 1m"), builtIn);
        int arrows = await("arrows on the chart", () -> number(page, ARROWS), count -> count > 0);
        assertEquals(arrows, Integer.parseInt(builtIn.split(" ")[0]));

        type(page, "param least = 100 in 90..110\nbuy when clse > least");
        Locator problem = page.getByTestId("strategy-problems").locator("button");
        await("the problem", problem::allInnerTexts, texts -> texts.size() == 1);
        assertEquals(
                "2:10 there is no \"clse\"; did you mean \"close\"?",
                problem.innerText().strip());
        await(
                "the mark in the text",
                () -> page.locator(".cm-lintRange-error").allInnerTexts(),
                List.of("clse")::equals);
        assertEquals(0, number(page, ARROWS), "no arrows of a wrong text");
        page.screenshot(picture("strategy-problem"));

        problem.click();
        page.keyboard().press("Delete");
        page.keyboard().press("Delete");
        page.keyboard().press("Delete");
        page.keyboard().press("Delete");
        page.keyboard().type("clos", new com.microsoft.playwright.Keyboard.TypeOptions().setDelay(20));
        Locator offered = page.locator(".cm-tooltip-autocomplete li");
        await("completions", offered::allInnerTexts, texts -> texts.stream()
                .anyMatch(each -> each.startsWith("close")));
        offered.first().click();
        page.screenshot(picture("strategy-completed"));
        String all = awaitCount(page, text -> text.contains("signals on the last"));
        int before = Integer.parseInt(all.split(" ")[0]);
        page.getByTestId("param-least").focus();
        page.keyboard().press("PageUp");
        String fewer = awaitCount(page, text -> !text.equals(all) && text.contains("signals"));
        assertTrue(Integer.parseInt(fewer.split(" ")[0]) < before, fewer + " instead of " + all);
        await("the arrows follow", () -> number(page, ARROWS), Integer.valueOf(fewer.split(" ")[0])::equals);
        assertTrue(
                page.getByTestId("rate-buy")
                        .innerText()
                        .replace('\n', ' ')
                        .matches(".*\\d+% .* of \\d+, any bar \\d+%.*"),
                page.getByTestId("rate-buy").innerText());

        double newest = number(page, "Math.round(" + SCROLLED_TO + ")");
        page.getByTestId("strategy-signals").locator("button").last().click();
        await(
                "the bar is in view",
                () -> (double) number(page, "Math.round(" + SCROLLED_TO + ")"),
                from -> from < newest - 100);
        page.screenshot(picture("strategy-1440"));
        assertAccessible(page);

        page.reload();
        page.getByTestId("strategy-text").waitFor();
        awaitCount(page, fewer::equals);
        assertTrue(page.getByTestId("strategy-text").innerText().contains("buy when close > least"));
        assertEquals(List.of(), browser.takeTrouble());
    }

    @Test
    void aWordIsExplainedAndTabLeavesTheEditor() {
        Page page = open(1440, 900);
        addPanel(page);
        awaitCount(page, text -> text.contains("signals on the last"));
        page.locator(".piece-indicator", new Page.LocatorOptions().setHasText("rsi"))
                .hover();
        await(
                "help",
                () -> page.locator(".word-help").allInnerTexts().toString(),
                text -> text.contains("rsi(14)") && text.contains("Wilder"));
        page.getByTestId("strategy-text").focus();
        page.keyboard().press("Tab");
        assertEquals(
                false, page.evaluate("document.querySelector('tt-strategy .editor').contains(document.activeElement)"));
        assertEquals(List.of(), browser.takeTrouble());
    }

    @Test
    void aPhoneReadsTheTextAndMovesTheSliders() throws IOException {
        Page page = open(390, 844);
        page.getByTestId("panel-signals").click();
        page.locator(".tabs .tab", new Page.LocatorOptions().setHasText("Strategy"))
                .click();
        String before = awaitCount(page, text -> text.contains("signals on the last"));
        assertTrue(page.getByTestId("strategy-text").innerText().contains("crosses above low"));
        assertEquals(0, page.locator(".cm-editor").count(), "nothing is typed on a phone");
        page.getByTestId("param-low")
                .evaluate(
                        "slider => { slider.value = 45; slider.dispatchEvent(new Event('input', { bubbles: true })); }");
        awaitCount(page, text -> text.contains("signals on the last") && !text.equals(before));
        page.screenshot(picture("strategy-390"));
        assertEquals(0, number(page, "document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        assertAccessible(page);
        assertEquals(List.of(), browser.takeTrouble());
    }

    private Page open(int width, int height) {
        Page page = browser.open(width, height, ColorScheme.DARK);
        page.navigate(server.webUrl() + "/#AAPL/1m");
        await(
                "the page to be live",
                () -> page.getByTestId("status-connection").allInnerTexts().toString(),
                text -> text.contains("live"));
        return page;
    }

    private static void addPanel(Page page) {
        page.keyboard().press("/");
        page.getByTestId("finder-input").fill("Add Strategy");
        page.keyboard().press("Enter");
        page.locator(".cm-editor").waitFor();
    }

    private static void type(Page page, String text) {
        page.getByTestId("strategy-text").click();
        page.keyboard().press("Control+a");
        page.keyboard().insertText(text);
    }

    private static String awaitCount(Page page, Predicate<String> wanted) {
        return await(
                "what was found",
                () -> String.join("", page.getByTestId("strategy-count").allInnerTexts()),
                wanted);
    }

    private static void assertAccessible(Page page) throws IOException {
        page.evaluate(Files.readString(Path.of("webroot/node_modules/axe-core/axe.min.js")));
        assertEquals(List.of(), page.evaluate(AXE), "serious findings of axe");
    }

    private static int number(Page page, String script) {
        return ((Number) page.evaluate(script)).intValue();
    }

    private static Page.ScreenshotOptions picture(String name) {
        return new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve(name + ".png"));
    }

    private static <T> T await(String what, Supplier<T> value, Predicate<? super T> wanted) {
        return Await.until(what, LIMIT, value, wanted);
    }
}
