package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.ticktide.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can be done with a chart: types, scales, studies, comparison, the past, events, files; by mouse, keys and finger. */
class ChartTest extends DayOfOneStock {

    @Test
    void theChartOnALaptop() throws IOException {
        open(1440, 900, ColorScheme.DARK);
        typesAndScales();
        studies();
        comparison();
        keysAndZones();
        olderHistory();
        events();
        whyNoSignal();
        replay();
        datesAndFiles();
        severalCharts();
        shoot("chart-laptop-dark");
        assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests");
    }

    @Test
    void theChartOnAPhone() {
        open(390, 844, ColorScheme.LIGHT);
        page.getByTestId("chart-style").selectOption("heikin");
        awaitChart("style", "heikin"::equals);
        page.getByTestId("add-study").click();
        page.getByTestId("study-rsi").click();
        page.getByTestId("study-period").fill("5");
        page.getByTestId("study-apply").click();
        lookAtTheNewest();
        awaitPage("the study's value", () -> text("value-rsi(5)"), value -> value.matches("≈ [0-9.]+"));
        page.getByTestId("mark").last().click();
        awaitPage("what is known", () -> text("facts-popover"), text -> text.contains("News"));
        shoot("chart-phone-light-events");
        page.keyboard().press("Escape");
        // On a phone it does not fit beside the others.
        page.getByTestId("more-tools").click();
        page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Replay"))
                .or(page.getByRole(AriaRole.MENUITEMCHECKBOX, new Page.GetByRoleOptions().setName("Replay")))
                .first()
                .click();
        awaitChart("provisional", "false"::equals);
        String at = chart("lastTime");
        page.getByTestId("replay-step").click();
        awaitChart("lastTime", time -> millis(time) == millis(at) + 60_000);
        shoot("chart-phone-light");
        page.getByTestId("replay-end").click();
        awaitChart("provisional", "true"::equals);
        boolean wide = (boolean) page.evaluate("document.documentElement.scrollWidth > innerWidth");
        assertEquals(false, wide, "nothing sticks out");
        assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests");
    }

    private void typesAndScales() {
        for (String style : List.of("bars", "line", "heikin", "candles")) {
            page.getByTestId("chart-style").selectOption(style);
            awaitChart("style", style::equals);
        }
        for (String scale : List.of("log", "percent", "linear")) {
            page.getByTestId("chart-scale").selectOption(scale);
            awaitChart("scale", scale::equals);
        }
    }

    private void studies() {
        assertEquals("2", chart("panes"), "price and RSI");
        page.getByTestId("chart").focus();
        page.keyboard().press("i");
        page.keyboard().type("simple mov");
        page.getByTestId("study-sma").waitFor();
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        awaitPage("the period to be asked for", () -> focusedTestId(), "study-period"::equals);
        page.keyboard().type("9");
        page.keyboard().press("Enter");
        lookAtTheNewest();
        awaitPage("the value of the open bar", () -> text("value-sma(9)"), value -> value.matches("≈ [0-9.]+"));
        assertLastClosedValue("sma(9)");
        post(candles(minutes, 1));
        minutes++;
        awaitChart("lastTime", time -> millis(time) == millisOf(minutes - 1));
        assertLastClosedValue("sma(9)");

        addStudy("rsi", 5);
        awaitChart("panes", "3"::equals);
        shoot("chart-laptop-studies");
        addStudy("sma", 2_000);
        awaitPage(
                "how far it is", () -> text("warming-sma(2000)"), ("warming " + closedMinutes() + " of 2000")::equals);
        remove("rsi(5)");
        awaitChart("panes", "2"::equals);
        remove("sma(2000)");
        page.getByTestId("indicator-sma(9)").locator("[data-edit]").click();
        page.getByTestId("study-period").fill("0");
        assertEquals(true, page.getByTestId("study-period").evaluate("field => field.validity.rangeUnderflow"));
        page.keyboard().press("Escape");
    }

    private void addStudy(String kind, int period) {
        page.getByTestId("add-study").click();
        page.getByTestId("study-search").fill(kind);
        page.getByTestId("study-" + kind).click();
        page.getByTestId("study-period").fill(String.valueOf(period));
        page.getByTestId("study-apply").click();
    }

    private void comparison() {
        page.getByTestId("compare").fill("msft");
        page.keyboard().press("Enter");
        awaitPage("the second symbol", () -> text("compared"), text -> text.matches("(?s)MSFT\\s*[0-9.]+.*"));
        awaitChart("scale", "percent"::equals);
        page.getByTestId("compared").locator("[data-uncompare]").click();
        awaitChart("scale", "linear"::equals);
    }

    private void keysAndZones() {
        lookAtTheNewest();
        page.getByTestId("chart").focus();
        page.keyboard().press("ArrowLeft");
        page.keyboard().press("ArrowLeft");
        awaitPage("the crosshair's bar", () -> text("legend-time"), utc(minutes - 2)::equals);
        prefs("{ zone: 'Asia/Kolkata', dateFormat: 'dmy' }");
        Instant there =
                Instant.ofEpochSecond(base + (minutes - 2) * (long) MINUTE).plusSeconds(19_800);
        String shown = there.toString();
        String expected = shown.substring(8, 10) + "/" + shown.substring(5, 7) + "/" + shown.substring(0, 4) + " "
                + shown.substring(11, 19);
        awaitPage("the same in Calcutta", () -> text("legend-time"), expected::equals);
        prefs("{ zone: 'utc', dateFormat: 'iso' }");
        awaitPage("and in UTC again", () -> text("legend-time"), utc(minutes - 2)::equals);
    }

    private void prefs(String change) {
        page.evaluate("document.dispatchEvent(new CustomEvent('tt-prefs', { detail: " + change + " }))");
    }

    private void events() {
        Locator marks = page.getByTestId("mark");
        Await.until("two bars with events", LIMIT, marks::count, count -> count == 2);
        assertEquals("News 1, Order flow 1, negative", marks.last().getAttribute("aria-label"));
        marks.last().click();
        awaitPage("what is known", () -> text("facts-popover"), text -> text.contains("−0.50") && text.contains("bid"));
        page.keyboard().press("Escape");
    }

    private void whyNoSignal() {
        page.evaluate("document.addEventListener('tt-why', (event) => (window.why = event.detail))");
        page.getByTestId("chart").focus();
        page.keyboard().press("End");
        page.keyboard().press("ArrowLeft");
        page.keyboard().press("Enter");
        page.getByTestId("bar-why").click();
        Object asked = page.evaluate("JSON.stringify(window.why)");
        assertTrue(asked.toString().startsWith("{\"symbol\":\"AAPL\",\"timeframe\":\"1m\",\"time\":"), asked::toString);
    }

    private void replay() {
        int markers = Integer.parseInt(chart("markers"));
        assertTrue(markers > 0, "signals on the chart");
        page.getByTestId("chart").focus();
        page.keyboard().press("Home");
        page.keyboard().press("Enter");
        page.getByTestId("bar-replay").click();
        awaitChart("lastTime", time -> millis(time) == millisOf(0));
        assertEquals("1", chart("bars"));
        assertEquals("0", chart("markers"), "no signal of later");
        assertEquals(0, page.getByTestId("mark").count(), "no news of later");
        assertEquals("false", chart("provisional"), "no open bar");
        page.getByTestId("replay-step").click();
        awaitChart("bars", "2"::equals);
        post(candles(minutes, 1));
        minutes++;
        page.getByTestId("replay-speed").selectOption("25");
        page.getByTestId("replay-play").click();
        awaitChart("bars", bars -> Integer.parseInt(bars) > 20);
        page.getByTestId("replay-play").click();
        awaitPage("the pause", () -> page.getByTestId("replay-play").getAttribute("aria-label"), "Play"::equals);
        page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
        String at = chart("lastTime");
        long last = millis(at);
        assertTrue(last < millisOf(minutes / 2), () -> "the newest candle stays hidden: " + last);
        String close = chart("lastClose");
        JsonNode stored = server.get("/api/v1/candles?symbol=AAPL&timeframe=1m&limit=1&to=" + (last + 1));
        assertEquals(stored.at("/data/0/4").asDouble(), Double.parseDouble(close), "the last price is of that bar");
        lookAtTheNewest();
        awaitPage("and so is the legend", () -> text("legend-time"), utcOf(last)::equals);
        shoot("chart-laptop-replay");
        page.getByTestId("replay-end").click();
        awaitChart("lastTime", time -> millis(time) == millisOf(minutes - 1));
        awaitChart("markers", now -> Integer.parseInt(now) >= markers);
    }

    private void datesAndFiles() throws IOException {
        page.getByTestId("chart-range").click();
        page.getByTestId("range-from").fill(utc(100).replace(' ', 'T').substring(0, 16));
        page.getByTestId("range-to").fill(utc(160).replace(' ', 'T').substring(0, 16));
        page.getByTestId("range-show").click();
        awaitPage(
                "the old bars to be in view",
                () -> (Number)
                        page.evaluate("document.querySelector('tt-chart').plot.chart.timeScale().getVisibleRange().to"),
                to -> Math.abs(to.longValue() * 1_000 - millisOf(160)) <= 2 * 60_000);
        assertTrue(page.getByTestId("newest").isVisible());
        Download table =
                page.waitForDownload(() -> page.getByTestId("chart-csv").click());
        assertTrue(table.suggestedFilename().matches("AAPL_1m_[0-9-]+\\.csv"), table::suggestedFilename);
        List<String> lines = Files.readAllLines(table.path());
        assertEquals("time,open,high,low,close,volume,sma(20),ema(20),rsi(14),sma(9)", lines.get(0));
        List<String> times =
                lines.stream().skip(1).map(line -> line.substring(0, 16)).toList();
        assertTrue(times.contains(utc(100).replace(' ', 'T').substring(0, 16)), times::toString);
        assertTrue(times.contains(utc(160).replace(' ', 'T').substring(0, 16)), times::toString);
        assertTrue(times.size() < 100, () -> "only what is in view: " + times);
        Download picture =
                page.waitForDownload(() -> page.getByTestId("chart-png").click());
        byte[] head = Arrays.copyOf(Files.readAllBytes(picture.path()), 4);
        assertArrayEquals(new byte[] {(byte) 0x89, 'P', 'N', 'G'}, head);
        page.getByTestId("chart-full").click();
        Await.until(
                "full screen",
                LIMIT,
                () -> (String) page.evaluate("document.fullscreenElement?.localName ?? ''"),
                "tt-chart"::equals);
        page.evaluate("document.exitFullscreen()");
        page.getByTestId("newest").click();
    }

    private void severalCharts() {
        page.evaluate("""
                (() => {
                  const first = document.querySelector('tt-chart');
                  const { store } = first;
                  const more = [['c2', 'AAPL', '5m'], ['c3', 'MSFT', '1m'], ['c4', 'MSFT', '5m']];
                  for (const [panelId, symbol, timeframe] of more) {
                    const chart = document.createElement('tt-chart');
                    chart.panelId = panelId;
                    chart.style.display = 'flex';
                    chart.style.flexDirection = 'column';
                    chart.style.height = '200px';
                    first.parentElement.append(chart);
                    store.state.panels.set(panelId, { settings: { symbol, timeframe } });
                    chart.attach(store);
                  }
                })()""");
        Locator charts = page.getByTestId("chart");
        Await.until(
                "four charts",
                LIMIT,
                () -> charts.all().stream()
                        .map(each -> each.getAttribute("data-symbol") + " " + each.getAttribute("data-timeframe"))
                        .toList(),
                List.of("AAPL 1m", "AAPL 5m", "MSFT 1m", "MSFT 5m")::equals);
        String before = charts.nth(3).getAttribute("data-last-close");
        post(candles(minutes, 6));
        minutes += 6;
        for (int i = 0; i < 4; i++) {
            Locator each = charts.nth(i);
            String[] place = {each.getAttribute("data-symbol"), each.getAttribute("data-timeframe")};
            double close = price(place[0], minutes - 1);
            Await.until(
                    String.join(" ", place) + " to close at " + close,
                    LIMIT,
                    () -> each.getAttribute("data-last-close"),
                    shown -> Math.abs(Double.parseDouble(shown) - close) < EXACT);
        }
        assertNotEquals(before, charts.nth(3).getAttribute("data-last-close"));
    }

    private String focusedTestId() {
        return (String) page.evaluate("document.activeElement?.dataset.testid ?? ''");
    }
}
