package dev.ticktide.formula.library;

import dev.ticktide.formula.language.Catalog;
import dev.ticktide.formula.language.ParseResult;
import dev.ticktide.formula.language.Parser;
import dev.ticktide.formula.syntax.Script;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The formulas of all indicators, those written in Java too, for plans that use them. Thread-safe. */
public final class IndicatorScripts {

    /** The same numbers to the last bit as the classes that compute these live. */
    private static final List<String> OF_CLASSES = List.of(
            "indicator sma(period = 20 in 1..5000)\nvalue = mean(close, period)",
            "indicator ema(period = 20 in 1..5000)\nvalue = ema(close, period)",
            "indicator rsi(period = 14 in 1..5000)\nvalue = gain_share(close, period)",
            """
            indicator macd(fast = 12 in 1..5000, slow = 26 in 1..5000, signal = 9 in 1..5000)
            macd      = ema(close, fast) - ema(close, slow)
            signal    = ema(macd, signal)
            histogram = macd - signal
            """);

    private static final Map<String, Script.Indicator> ALL = read();

    private IndicatorScripts() {}

    /** {@code null} if there is none of that name. */
    public static Script.@Nullable Indicator named(String name) {
        return ALL.get(name);
    }

    private static Map<String, Script.Indicator> read() {
        Map<String, Script.Indicator> scripts = new HashMap<>();
        List<String> texts = new ArrayList<>(OF_CLASSES);
        texts.addAll(FormulaFiles.texts().values());
        for (String text : texts) {
            ParseResult<Script.Indicator> parsed = Parser.indicator(text, Catalog.ALL);
            if (!parsed.isAccepted()) {
                throw new IllegalStateException(text + ": " + parsed.problems());
            }
            scripts.put(parsed.value().name(), parsed.value());
        }
        return Map.copyOf(scripts);
    }
}
