package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Why a signal was raised, and what the words on the page mean. */
class ChartExplanationTest extends WavingChart {

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
}
