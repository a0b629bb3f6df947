package dev.ticktide.web.view;

import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A signal with its explanation and how it turned out.
 *
 * @param barTime start of its bar
 * @param generatedAt when the candle that closed the bar came
 * @param price close of its bar
 * @param strength 0 to 1, no probability
 * @param inputs the values that the rules saw, and {@code seq}, its entry in the log
 * @param score one for each horizon
 */
public record SignalView(
        String id,
        String symbol,
        Timeframe timeframe,
        String strategy,
        int version,
        Side side,
        Millis barTime,
        Millis generatedAt,
        double price,
        double strength,
        RuleView explain,
        Map<String, Number> inputs,
        List<ScoreView> score) {

    /** @param scores those that are known */
    public static SignalView of(Signal signal, List<SignalScore> scores) {
        Map<String, Number> inputs = new LinkedHashMap<>(signal.inputs());
        inputs.put("seq", signal.seq());
        return new SignalView(
                signal.id(),
                signal.symbol(),
                signal.timeframe(),
                signal.strategy(),
                signal.version(),
                signal.side(),
                Millis.of(signal.barTime()),
                Millis.of(signal.generatedAt()),
                signal.price(),
                signal.strength(),
                RuleView.of(signal.explain()),
                inputs,
                ScoreView.of(scores));
    }
}
