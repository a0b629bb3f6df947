package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Studies that are special: one that the server can’t compute, and one with several lines. */
class ChartStudiesTest extends DayOfOneStock {

    /** The page looks for values that are missing this often. */
    private static final int REFILL_MILLIS = 2_000;

    private static final int MACD_LINES = 3;

    /** A layout from elsewhere may name what this server can't compute. */
    @Test
    void anUnknownStudyIsCalledSoAndTakesNothingFromTheOthers() {
        open(1440, 900, ColorScheme.DARK);
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        page.onRequest(request -> {
            if (request.url().contains("magic")) {
                asked.add(request.url());
            }
        });
        page.evaluate("document.dispatchEvent(new CustomEvent('tt-panel-settings', { detail: { panelId: 'chart',"
                + " studies: [{ name: 'sma(9)' }, { name: 'magic(7)' }] } }))");
        awaitPage("what it is", () -> text("warming-magic(7)"), "unknown to this server"::equals);
        assertLastClosedValue("sma(9)");
        int refused = asked.size();
        olderHistory();
        page.waitForTimeout(2 * REFILL_MILLIS);
        assertEquals(refused, asked.size(), "requests with the unknown one: " + asked);
        shoot("chart-unknown-study");
        assertEquals(
                List.of(),
                browser.takeTrouble().stream()
                        .filter(line -> !line.contains("status of 422"))
                        .toList(),
                "errors and foreign requests");
    }

    /** A study with several lines: all of them in one pane of their own, with the values that the server has. */
    @Test
    void macdHasItsLineItsSignalAndItsHistogramInAPaneOfItsOwn() {
        open(1440, 900, ColorScheme.DARK);
        page.getByTestId("add-study").click();
        page.getByTestId("study-search").fill("convergence");
        page.getByTestId("study-macd").click();
        assertEquals("26", page.getByTestId("study-slow").inputValue());
        page.getByTestId("study-fast").fill("5");
        page.getByTestId("study-slow").fill("10");
        page.getByTestId("study-signal").fill("4");
        int panes = panes();
        page.getByTestId("study-apply").click();
        lookAtTheNewest();
        for (String line : List.of("macd(5,10,4)", "macd(5,10,4).signal", "macd(5,10,4).histogram")) {
            awaitPage(line, () -> text("value-" + line), value -> value.matches("≈ [−-]?[0-9.]+"));
        }
        assertEquals(panes + 1, panes(), "all its lines share one pane");
        shoot("chart-macd-dark");
        for (int output = 0; output < MACD_LINES; output++) {
            assertLastClosedValue("macd(5,10,4)", output);
        }
        remove("macd(5,10,4)");
        awaitPage("its pane to go", this::panes, panesNow -> panesNow == panes);
        assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests");
    }
}
