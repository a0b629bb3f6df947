package dev.ticktide.formula.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.formula.IndicatorKinds;
import dev.ticktide.formula.language.Catalog;
import dev.ticktide.formula.language.Parser;
import dev.ticktide.formula.library.FormulaFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A script has one form, whatever its text looked like, and the form is a text of the same script. */
class ScriptPrinterTest {

    @Test
    void aStrategyHasOneForm() {
        String form = """
                describe "Too far."
                timeframes 1m, raw
                param low = 30 in 5..45
                param width = 0.05 in 0..1 step 0.01
                param fixed = 7
                param odd = 4 in 0..10 step 2
                let r = rsi(14)
                buy when r crosses above low
                sell when not r > 70 and width * fixed < odd
                strength clamp(abs(r - r[1]) / 20,0,1)
                """;
        String untidy = """
                sell  when not (r > 70) and (width*fixed)<odd   # a comment
                strength clamp( abs(r-r[1])/20, 0, 1 )
                param low=30 in 5..45 param_
                """.replace(" param_", "") + """
                param width = 5% in 0..100% step 1%
                param fixed = 7
                param odd = 4 in 0..10 step 2
                timeframes 1m,raw
                buy when (r crosses above low)
                let r = rsi(14)
                describe "Too far."
                """;
        assertEquals(form, ScriptPrinter.print(strategy(untidy)));
        assertEquals(form, ScriptPrinter.print(strategy(form)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "buy when close > 1",
                "sell when close < open strength 1",
                "buy when hour == 9\nsell when hour == 10"
            })
    void whatIsLeftOutIsLeftOutAgain(String text) {
        String form = ScriptPrinter.print(strategy(text.replace(" strength", "\nstrength")));
        assertEquals(form, ScriptPrinter.print(strategy(form)));
        assertEquals(text.replace(" strength", "\nstrength") + "\n", form);
    }

    @Test
    void everyIndicatorThereIsIsReadAgainFromItsForm() {
        List<String> names = new ArrayList<>();
        IndicatorKinds.all().forEach(kind -> {
            Script.Indicator script = Objects.requireNonNull(FormulaFiles.script(kind.name()), kind.name());
            String form = ScriptPrinter.print(script);
            var again = Parser.indicator(form, Catalog.ALL);
            assertEquals(List.of(), again.problems(), form);
            assertEquals(form, ScriptPrinter.print(again.value()));
            names.add(kind.name());
        });
        assertTrue(names.size() >= 39, names::toString);
    }

    private static Script.Strategy strategy(String text) {
        var parsed = Parser.strategy(text);
        assertEquals(List.of(), parsed.problems(), text);
        return parsed.value();
    }
}
