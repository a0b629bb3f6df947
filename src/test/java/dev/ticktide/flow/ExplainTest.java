package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.ticktide.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Why a bar raised a signal and why it did not: asked of the server for every bar there is, and in the page for some. */
class ExplainTest extends ExplainedBars {

    /** The oracle is the log of signals: a rule holds at a bar exactly if the signal stage raised one for it, with these operands. */
    @Test
    void everyBarTellsWhatTheSignalStageDidAtIt() {
        Map<String, JsonNode> raised = new TreeMap<>();
        Await.until(
                "the signals to be stored",
                LIMIT,
                () -> {
                    raised.clear();
                    server.get("/api/v1/signals?symbol=AAPL&timeframe=1m&limit=1000")
                            .forEach(signal -> raised.put(signal.get("id").asText(), signal));
                    return raised.size();
                },
                count -> count >= 4 && lastBarHasBeenJudged());
        JsonNode bars = server.get("/api/v1/candles?symbol=AAPL&timeframe=1m&limit=1000")
                .get("data");
        assertEquals(MINUTES - 1, bars.size(), "closed bars");
        int warming = 0;
        for (JsonNode bar : bars) {
            JsonNode answer = explain("AAPL", "1m", bar.get(0).asText());
            assertEquals(bar.get(4), answer.get("bar").get("close"));
            assertEquals(false, answer.get("provisional").asBoolean());
            assertEquals(4, answer.get("rules").size(), "two strategies, two sides");
            assertEquals(0, answer.get("elsewhere").size());
            for (JsonNode rule : answer.get("rules")) {
                String state = rule.get("state").asText();
                warming += state.equals("warming") ? 1 : 0;
                assertEquals(
                        state.equals("holds"),
                        rule.get("explain").get("satisfied").asBoolean());
                assertEquals(state.equals("holds"), !rule.get("signal").isNull(), rule::toString);
                if (state.equals("holds")) {
                    JsonNode signal = raised.remove(rule.get("signal").get("id").asText());
                    assertTrue(signal != null, () -> "raised once, at this bar: " + rule);
                    assertEquals(signal.get("explain"), rule.get("explain"), "to the last bit");
                    assertEquals(signal.get("barTime"), bar.get(0));
                }
            }
        }
        assertEquals(Map.of(), raised, "signals of no bar");
        assertTrue(warming > 20, "bars at which rules were warming up");
        JsonNode other = explain("AAPL", "5m", String.valueOf(millis(50) / 300_000 * 300_000));
        assertEquals(2, other.get("rules").size(), "trend looks at 5m");
        for (JsonNode rule : other.get("elsewhere")) {
            assertEquals(
                    "rsi-reversal not_on_timeframe",
                    rule.get("strategy").asText() + " " + rule.get("reason").asText());
        }
    }

    @Test
    void whatThereIsNotIsSaid() {
        assertEquals(404, status("symbol=AAPL&timeframe=1m&time=1"), "no bar");
        assertEquals(422, status("symbol=AAPL&timeframe=1m"), "no time");
        assertEquals(422, status("symbol=AAPL&timeframe=7m&time=1"), "no timeframe here");
        assertEquals(422, status("symbol=AAPL&timeframe=1m&time=soon"), "no time");
        assertEquals(422, status("symbol=AAPL&timeframe=1m&time=1&rule=x"), "no such rule");
        assertEquals(400, status("symbol=AAPL&timeframe=1m&time=1&limit=1"), "no such parameter");
        assertEquals(422, status("symbol=AAPL&timeframe=1m&time=" + millis(100_000)), "not yet");
        assertEquals(404, status("symbol=NONE&timeframe=1m&time=" + millis(1)), "no symbol");
        JsonNode open = explain("AAPL", "1m", String.valueOf(millis(MINUTES - 1)));
        assertEquals(true, open.get("provisional").asBoolean(), "the bar that is open");
        for (JsonNode rule : open.get("rules")) {
            assertTrue(rule.get("signal").isNull(), "an open bar raises nothing");
        }
        JsonNode few = explain("SHORT", "1m", String.valueOf(millis(7)));
        assertEquals(
                "{\"need\":15,\"have\":8}", few.get("warmup").get("rsi(14)").toString());
        post("[" + candle("SHORT", -3) + "]");
        JsonNode late = explain("SHORT", "raw", String.valueOf(millis(-3)));
        assertEquals(true, late.get("late").asBoolean(), "a candle that came late");
    }

    @Test
    void theOutcomeOfASignalIsWhatThePriceDidAfterIt() {
        awaitStored("AAPL", 4);
        int known = 0;
        for (JsonNode listed : server.get("/api/v1/signals?symbol=AAPL&timeframe=1m&limit=1000")) {
            JsonNode signal = server.get("/api/v1/signals/" + listed.get("id").asText());
            JsonNode outcome = signal.get("outcome");
            JsonNode bars = server.get("/api/v1/candles?symbol=AAPL&timeframe=1m&limit=1000&from="
                            + (signal.get("barTime").asLong() + 1))
                    .get("data");
            int count = Math.min(20, bars.size());
            assertEquals(count, outcome.get("bars").asInt());
            assertEquals(count == 20, outcome.get("final").asBoolean());
            double entry = count == 0 ? Double.NaN : bars.get(0).get(1).asDouble();
            double highest = entry;
            double lowest = entry;
            for (int i = 0; i < count; i++) {
                highest = Math.max(highest, bars.get(i).get(2).asDouble());
                lowest = Math.min(lowest, bars.get(i).get(3).asDouble());
            }
            boolean buy = signal.get("side").asText().equals("buy");
            double up = 100 * (highest / entry - 1);
            double down = 100 * (lowest / entry - 1);
            assertEquals(buy ? up : -down, outcome.at("/favourable/percent").asDouble(), 1e-9);
            assertEquals(buy ? down : -up, outcome.at("/adverse/percent").asDouble(), 1e-9);
            for (int i = 0; i < 3; i++) {
                JsonNode score = signal.get("score").get(i);
                if (score.get("final").asBoolean()) {
                    known++;
                    double percent = outcome.at("/moves/" + i + "/percent").asDouble();
                    assertEquals(100 * score.get("forwardReturn").asDouble(), percent, 1e-9, "as it is scored");
                }
            }
        }
        assertTrue(known >= 6, "outcomes that are known: " + known);
    }

    @Test
    void thePageExplainsABarAndASignal() throws IOException {
        String axe = Files.readString(Path.of("webroot/node_modules/axe-core/axe.min.js"));
        for (boolean phone : List.of(false, true)) {
            Page page = open("AAPL", phone);
            page.evaluate(axe);
            askForTheSecondBar(page);
            assertEquals(
                    "No signal: every rule is still warming up.",
                    page.getByTestId("why-conclusion").textContent().strip());
            assertTrue(
                    page.getByTestId("why-rsi-reversal-buy").textContent().contains("rsi(14) has 2 of 15 bars"),
                    () -> page.getByTestId("why-rsi-reversal-buy").textContent());
            shoot(page, "explain-warming", phone);
            assertFits(page);

            page.getByTestId("why-before").focus();
            page.keyboard().press("Enter");
            page.waitForSelector("[data-testid=bar-explain][data-ready=true][data-time=\"" + millis(0) + "\"]");
            assertTrue(page.getByTestId("why-before").isDisabled(), "the first of all");

            JsonNode signal = server.get("/api/v1/signals?symbol=AAPL&timeframe=1m&limit=1")
                    .get(0);
            long time = signal.get("barTime").asLong();
            String rule =
                    signal.get("strategy").asText() + "-" + signal.get("side").asText();
            ask(page, time);
            page.waitForSelector("[data-testid=why-" + rule + "][data-signal-id=\""
                    + signal.get("id").asText() + "\"]");
            page.getByTestId("why-next").focus();
            page.keyboard().press("Enter");
            page.waitForSelector("[data-testid=bar-explain][data-ready=true][data-time=\"" + (time + 60_000) + "\"]");
            assertEquals("why-next", page.evaluate("document.activeElement.dataset.testid"), "the focus stays");
            if (!phone) {
                String at = Instant.ofEpochMilli(time + 60_000).toString().replace('T', ' ');
                awaitPage("the crosshair at that bar", () -> text(page, "legend-time"), at.substring(0, 19)::equals);
            }
            assertTrue(
                    page.getByTestId("why-" + rule).textContent().contains("a crossing counts once"),
                    () -> page.getByTestId("why-" + rule).textContent());
            // Unfolded since the bar that raised the signal.
            page.getByTestId("why-" + rule).locator("summary").focus();
            page.keyboard().press("Enter");
            page.getByTestId("why-" + rule)
                    .getByTestId("rule-tree")
                    .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
            page.keyboard().press("Enter");
            page.getByTestId("why-" + rule).getByTestId("rule-tree").waitFor();
            assertEquals(List.of(), page.evaluate(AXE), "serious findings of axe on a bar");
            shoot(page, "explain-bar", phone);
            assertFits(page);
            page.getByTestId("why-before").click();
            page.locator("[data-testid=bar-explain] [data-signal]").first().click();
            assertSignal(page, signal);
            assertEquals(List.of(), page.evaluate(AXE), "serious findings of axe on a signal");
            shoot(page, "explain-signal", phone);
            assertFits(page);

            page.getByTestId("all-rules").click();
            page.waitForSelector("[data-testid=bar-explain][data-ready=true][data-time=\"" + time + "\"]");
            page.keyboard().press("Escape");
            page.waitForSelector(
                    "[data-testid=bar-explain]",
                    new Page.WaitForSelectorOptions().setState(WaitForSelectorState.DETACHED));
            ask(page, millis(100_000));
            awaitPage("what is wrong", () -> text(page, "why-problem"), text -> text.contains("has not come yet"));
            assertEquals(
                    1,
                    browser.takeTrouble().stream()
                            .filter(each -> each.contains("422"))
                            .count(),
                    "the refusal, and nothing else");
            page.context().close();
        }
    }

    @Test
    void whatIsNotKnownYetComesWhileOneLooks() {
        // Falls for twenty minutes, then rises: the RSI crosses 30 in the second minute of the rise.
        List<String> candles = new ArrayList<>();
        for (int minute = 0; minute < 20; minute++) {
            candles.add(flat("DEEP", minute, 100 - minute));
        }
        candles.add(flat("DEEP", 20, 85));
        candles.add(flat("DEEP", 21, 87));
        post("[" + String.join(",", candles) + "]");
        Page page = open("DEEP", false);
        ask(page, millis(21));
        awaitPage(
                "what would be",
                () -> text(page, "why-conclusion"),
                "If the bar closed now, there would be a signal."::equals);
        post(flat("DEEP", 22, 88));
        awaitPage("what is", () -> text(page, "why-conclusion"), "One signal was raised here."::equals);
        page.locator("[data-testid=bar-explain] [data-signal]").click();
        awaitPage("no bar", () -> text(page, "outcome-text"), "After 0 of 20 bars: none has closed since."::equals);
        post(flat("DEEP", 23, 86));
        awaitPage(
                "the first bar, which opens where one gets in",
                () -> text(page, "outcome-text"),
                "After 1 of 20 bars: 0.00%, unchanged so far."::equals);
        post(flat("DEEP", 24, 90));
        awaitPage(
                "the second bar",
                () -> text(page, "outcome-text"),
                "After 2 of 20 bars: −2.27%, against the signal so far."::equals);
        assertEquals(
                "Furthest its way 0.23% in bar 1 Furthest against it 2.50% in bar 2",
                page.getByTestId("extremes").innerText().replaceAll("\\s+", " "));
        assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests");
    }
}
