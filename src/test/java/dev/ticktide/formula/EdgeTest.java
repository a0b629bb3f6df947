package dev.ticktide.formula;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeTest {

    @ParameterizedTest
    @ValueSource(strings = {"rsi(1)", "rsi(2)", "rsi(14)", "rsi(60)"})
    void withoutAnyChangeTheRsiIs50(String name) {
        assertEquals(50, afterSteps(name, 200, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsi(1)", "rsi(2)", "rsi(14)", "rsi(60)"})
    void withGainsOnlyTheRsiIs100(String name) {
        assertEquals(100, afterSteps(name, 200, 0.25));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsi(1)", "rsi(2)", "rsi(14)", "rsi(60)"})
    void withLossesOnlyTheRsiIs0(String name) {
        assertEquals(0, afterSteps(name, 200, -0.25));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sma(7)", "sma(20)", "ema(7)", "ema(26)"})
    void anAverageOfOnePriceIsThatPrice(String name) {
        assertEquals(1_000, afterSteps(name, 100_000, 0));
    }

    @Test
    void atPeriod1TheAveragesAreTheCloseItself() {
        for (String name : new String[] {"sma(1)", "ema(1)"}) {
            LineIndicator indicator = indicator(name);
            for (double close : new double[] {1e6, 1e-5, 3.7, 1e15, 0.1}) {
                assertEquals(close, indicator.preview(close), name);
                assertEquals(close, indicator.update(close), name);
            }
        }
    }

    @Test
    void atPeriod1TheRsiIsTheSignOfTheLastChange() {
        LineIndicator rsi = indicator("rsi(1)");
        assertEquals(Double.NaN, rsi.update(10));
        assertEquals(100, rsi.update(11));
        assertEquals(0, rsi.update(10.5));
        assertEquals(50, rsi.update(10.5));
    }

    @Test
    void theFirstValuesAreTheSeedsAndTheNextOnesTheRecursion() {
        LineIndicator sma = indicator("sma(3)");
        LineIndicator ema = indicator("ema(3)");
        LineIndicator rsi = indicator("rsi(2)");
        double[] closes = {1, 2, 6, 4};
        double[] smas = {Double.NaN, Double.NaN, 3, 4};
        double[] emas = {Double.NaN, Double.NaN, 3, 3.5};
        // Gains 1 and 4, mean 2.5; then 2.5 / 2 = 1.25 against a loss of 2 / 2 = 1.
        double[] rsis = {Double.NaN, Double.NaN, 100, 100 * 1.25 / 2.25};
        for (int i = 0; i < closes.length; i++) {
            assertEquals(smas[i], sma.update(closes[i]));
            assertEquals(emas[i], ema.update(closes[i]));
            assertEquals(rsis[i], rsi.update(closes[i]), 1e-13);
        }
    }

    @ParameterizedTest
    @CsvSource({"sma(1), 1", "sma(20), 20", "ema(1), 1", "ema(26), 26", "rsi(1), 2", "rsi(14), 15"})
    void warmingUpCountsBarsAndHasNoValue(String text, int need) {
        LineIndicator indicator = indicator(text);
        assertEquals(need, IndicatorName.parse(text).warmUp());
        assertEquals(Double.NaN, indicator.value());
        for (int bar = 1; bar <= need + 3; bar++) {
            assertEquals(bar < need, Double.isNaN(indicator.preview(100 + bar % 2)), text + " bar " + bar);
            assertEquals(bar < need, Double.isNaN(indicator.update(100 + bar % 2)), text + " bar " + bar);
        }
    }

    private static double afterSteps(String name, int bars, double step) {
        LineIndicator indicator = indicator(name);
        for (int i = 0; i < bars; i++) {
            indicator.update(1_000 + step * i);
        }
        return indicator.value();
    }

    private static LineIndicator indicator(String name) {
        return Lines.of(IndicatorName.parse(name));
    }
}
