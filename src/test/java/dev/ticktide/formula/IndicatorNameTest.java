package dev.ticktide.formula;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.bar.Bar;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class IndicatorNameTest {

    /** Bars of a day, as some indicators take levels from the day before. */
    private static final long DAY = 86_400_000_000L;

    static List<IndicatorKind> kinds() {
        return IndicatorKinds.all();
    }

    @Test
    void theKindsOnTheClassPathAreFound() {
        List<String> names = kinds().stream().map(IndicatorKind::name).toList();
        assertTrue(names.containsAll(List.of("ema", "macd", "rsi", "sma")), names::toString);
        assertEquals(names.stream().sorted().distinct().toList(), names);
    }

    /** What is true of every kind there is or will be. */
    @ParameterizedTest
    @MethodSource("kinds")
    void aKindSaysWhatItsIndicatorsDo(IndicatorKind kind) {
        IndicatorName name = new IndicatorName(
                kind.name(),
                kind.parameters().stream()
                        .map(IndicatorKind.Parameter::standard)
                        .toList());
        assertEquals(name, IndicatorName.parse(name.toString()));
        assertTrue(kind.name().matches("[a-z][a-z0-9]*"), kind.name());
        for (String text : List.of(kind.title(), kind.description(), kind.source(), kind.warmUp())) {
            assertTrue(!text.isBlank(), kind.name());
        }
        Indicator indicator = name.create();
        assertEquals(kind.outputs().size(), indicator.outputs());
        Set<String> outputs = new HashSet<>();
        kind.outputs().forEach(output -> outputs.add(output.name()));
        assertEquals(kind.outputs().size(), outputs.size(), "names of outputs");
        int first = 0;
        double[] closes = Walks.cents(5, name.warmUp() + 10);
        for (int i = 0; first == 0 && i < closes.length; i++) {
            double close = closes[i];
            indicator.update(new Bar(i * DAY, close, close + 1, close - 1, close, 5, 1));
            double[] values = new double[indicator.outputs()];
            indicator.values(values, 0);
            first = Arrays.stream(values).anyMatch(Double::isNaN) ? 0 : i + 1;
        }
        assertEquals(name.warmUp(), first, "bars until all its outputs have a value");
        for (IndicatorColumn column : IndicatorColumn.of(name)) {
            assertEquals(column, IndicatorColumn.parse(column.toString()));
        }
    }

    @Test
    void aNameThatIsNearNoneGetsAllOfThem() {
        String message = assertThrows(IllegalArgumentException.class, () -> IndicatorName.parse("quarterly(20)"))
                .getMessage();
        kinds().forEach(kind -> assertTrue(message.contains(kind.name()), message));
    }

    @Test
    void anOutputHasTheNameOfTheIndicatorOrADotAndItsOwn() {
        assertEquals(
                List.of("macd(12,26,9)", "macd(12,26,9).signal", "macd(12,26,9).histogram", "sma(20)"),
                IndicatorColumn.of(List.of(IndicatorName.parse("macd(12, 26, 9)"), IndicatorName.parse("sma(20)")))
                        .stream()
                        .map(IndicatorColumn::toString)
                        .toList());
        assertEquals(2, IndicatorColumn.parse("macd(12,26,9).histogram").output());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sma | an indicator is written sma(20)",
                "obv(3) | obv is written obv(), with no number",
                "macdd(20) | there is no indicator \"macdd\"; did you mean \"macd\"?",
                "sma() | an indicator is written sma(20)",
                "sma(20,3) | sma is written sma(20), with one number",
                "macd(12) | macd is written macd(12,26,9), with 3 numbers",
                "sma(0) | an indicator's period must be a whole number from 1 to 5000, in bars, was 0",
                "sma(2.5) | an indicator's period must be a whole number from 1 to 5000, in bars, was 2.5",
                "macd(12,26,6000) | an indicator's signal must be a whole number from 1 to 5000, in bars, was 6000",
                "sma(-1) | an indicator is written sma(20)",
                "sma(20).upper | sma(20) has no \"upper\"; write sma(20)",
                "macd(12,26,9).line | macd(12,26,9) has no \"line\"; write macd(12,26,9), macd(12,26,9).signal or"
                        + " macd(12,26,9).histogram"
            })
    void whatIsWrongIsSaidWithWhatIsRight(String text, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> IndicatorColumn.parse(text))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "highest( high , 20 )[1] | highest(high,20)[1] | 21",
                "close                   | close                | 1",
                "ema(close,12) - sma(26) | ema(close,12) - sma(26) | 26",
                "macd(12,26,9).signal*2  | macd(12,26,9).signal * 2 | 34",
                "rsi(14) < 30 then rsi(14) crosses above 50 within 5 bars"
                        + " | rsi(14) < 30 then rsi(14) crosses above 50 within 5 bars | 15",
                "(sma(20))               | sma(20)              | 20"
            })
    void anyExpressionIsAnIndicator(String text, String name, int warmUp) {
        IndicatorColumn column = IndicatorColumn.parse(text);
        assertEquals(name, column.toString());
        assertEquals(column, IndicatorColumn.parse(name));
        assertEquals(warmUp, column.indicator().warmUp());
        IndicatorBank bank = new IndicatorBank(List.of(column.indicator()));
        double[] closes = Walks.cents(5, 40);
        double[] values = {};
        for (int i = 0; i < closes.length; i++) {
            values = bank.update(new Bar(i * DAY, closes[i], closes[i] + 1, closes[i] - 1, closes[i], 5, 1));
            assertEquals(i + 1 < warmUp, Double.isNaN(values[0]), name + " at bar " + i);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "highest(hihg,20)  | there is no \"hihg\"; did you mean \"high\"? (character 9)",
                "close +           | expected a number, a name or \"(\", found the end of the text (character 8)",
                "sma(20) @ 1h      | not computed yet: sma(20) @ 1h",
                "0/0               | 0 / 0 is not known at any bar"
            })
    void anExpressionThatIsNoneSaysWhere(String text, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> IndicatorName.parse(text))
                        .getMessage());
    }
}
