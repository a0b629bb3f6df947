package dev.ticktide.web.rest.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.strategy.SignalSettings;
import dev.ticktide.web.board.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is answered about a bar whose signals are stored, or are not. */
class StoredSignalReasonsTest extends JudgedBars {

    @Test
    void aRuleThatHoldsWithoutASignalSaysThatNoneIsStored() {
        run(valley(), new SignalSettings(List.of()));
        JsonNode answer = ask(reasons(BOTH), Timeframe.RAW, T0 + 21 * STEP);
        assertEquals("holds not_stored", stateAndReason(rule(answer, "rules", "rsi-reversal", "buy")));
    }

    @Test
    void whatIsStoredCountsWhateverTheRulesAreNow() {
        BarReasons then = run(valley(), BOTH);
        long time = T0 + 21 * STEP;
        String id = rule(ask(then, Timeframe.RAW, time), "rules", "rsi-reversal", "buy")
                .get("signal")
                .get("id")
                .asText();
        JsonNode off = ask(reasons(new SignalSettings(List.of())), Timeframe.RAW, time);
        assertEquals(
                id,
                rule(off, "rules", "rsi-reversal", "buy")
                        .get("signal")
                        .get("id")
                        .asText());
        Signal old = raised.get(id);
        Signal other = new Signal(
                "0ff",
                old.partition(),
                old.seq(),
                old.symbol(),
                old.timeframe(),
                "retired",
                3,
                old.side(),
                old.barTime(),
                old.generatedAt(),
                old.price(),
                old.strength(),
                old.explain(),
                old.inputs());
        await(store.commitSignals(List.of(), new Store.Raised(Map.of(), List.of(other), List.of())));
        JsonNode retired = rule(ask(reasons(BOTH), Timeframe.RAW, time), "rules", "retired", "buy");
        assertEquals("0ff 3", retired.get("signal").get("id").asText() + " " + retired.get("version"));
    }

    @Test
    void theOutcomeIsOfTheBarsAfterTheSignalsOwn() {
        BarReasons reasons = run(valley(), BOTH);
        Signal signal = raised.values().stream()
                .filter(each -> each.strategy().equals("rsi-reversal"))
                .findFirst()
                .orElseThrow();
        assertEquals(T0 + 21 * STEP, signal.barTime());
        assertEquals(87, signal.price());
        Outcome outcome = onContext(() -> reasons.outcome(signal));
        // Eight bars follow, each 2 higher: the first opens at 89, the last closes at 103; lows from 88.75, highs to
        // 103.25.
        assertEquals(89, outcome.entry());
        assertEquals(8, outcome.bars());
        assertEquals(100 * (103.0 / 89 - 1), outcome.percent(), 1e-10);
        assertEquals(100 * (97.0 / 89 - 1), outcome.moves().get(0).percent(), 1e-10);
        assertTrue(Double.isNaN(outcome.moves().get(1).percent()));
        assertEquals(8, outcome.favourable().bars());
        assertEquals(100 * (103.25 / 89 - 1), outcome.favourable().percent(), 1e-10);
        assertEquals(1, outcome.adverse().bars());
        assertEquals(100 * (88.75 / 89 - 1), outcome.adverse().percent(), 1e-10);
    }
}
