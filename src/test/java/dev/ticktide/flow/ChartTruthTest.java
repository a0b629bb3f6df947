package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.options.ColorScheme;
import dev.ticktide.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What the chart says is so: the axis of time, the scale of prices, what is live, what is of later. */
class ChartTruthTest extends WavingChart {

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
        // The bars end at 11:00 in New York, which is 16:00 UTC.
        assertEquals(List.of("2 Nov"), bold(awaitMarks("midnight of UTC", "15:00")));
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
}
