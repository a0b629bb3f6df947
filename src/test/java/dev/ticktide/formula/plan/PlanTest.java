package dev.ticktide.formula.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.formula.IndicatorBank;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.formula.language.Catalog;
import dev.ticktide.formula.language.ParseResult;
import dev.ticktide.formula.language.Parser;
import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Script;
import dev.ticktide.formula.syntax.Type;
import dev.ticktide.market.bar.Bar;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What compiled expressions compute, compared with the indicators written by hand and with definitions taken literally. */
class PlanTest {

    private static final int BARS = 2_000;
    private static final long MINUTE = 60_000_000L;

    /** Definitions taken literally: the numbers so far, the newest last. */
    private interface Definition {
        double of(List<Double> numbers);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mean(close,20)                                                     | sma(20)",
                "mean(close,1)                                                      | sma(1)",
                "ema(close,12)                                                      | ema(12)",
                "ema(close,1)                                                       | ema(1)",
                "gain_share(close,14)                                               | rsi(14)",
                "gain_share(close,1)                                                | rsi(1)",
                "ema(close,12) - ema(close,26)                                      | macd(12,26,9)",
                "ema(ema(close,12) - ema(close,26),9)                               | macd(12,26,9).signal",
                "ema(close,12) - ema(close,26) - ema(ema(close,12) - ema(close,26),9) | macd(12,26,9).histogram",
            })
    void equalsTheIndicatorWrittenByHandBitForBit(String formula, String indicator) {
        IndicatorName name = IndicatorName.parse(indicator.replaceAll("\\.\\w+$", ""));
        int output = List.of("", "signal", "histogram").indexOf(indicator.replaceAll("^.*\\)\\.?", ""));
        for (List<Bar> bars : List.of(bars(1, 0.01), bars(2, 5), still(3))) {
            IndicatorBank bank = new IndicatorBank(List.of(name));
            Running running = new Running(formula, Type.NUMBER);
            for (Bar bar : bars) {
                double preview = running.preview(bar);
                double due = bank.update(bar)[output];
                assertBits(due, preview, formula + " previewed");
                assertBits(due, running.update(bar), formula);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 30})
    void windowsAreWhatTheirDefinitionsSay(int n) {
        compare("sum(close," + n + ")", 1e-9, all -> last(all, n).stream()
                .mapToDouble(x -> x)
                .sum());
        compare(
                "highest(close," + n + ")",
                0,
                all -> last(all, n).stream().mapToDouble(x -> x).max().orElseThrow());
        compare(
                "lowest(close," + n + ")",
                0,
                all -> last(all, n).stream().mapToDouble(x -> x).min().orElseThrow());
        compare("stdev(close," + n + ")", 1e-9, all -> {
            double mean = last(all, n).stream().mapToDouble(x -> x).average().orElseThrow();
            return Math.sqrt(last(all, n).stream()
                            .mapToDouble(x -> (x - mean) * (x - mean))
                            .sum()
                    / n);
        });
        compare("change(close," + n + ")", 1e-12, all -> newest(all, 0) / newest(all, n) - 1);
        compare("close[" + n + "]", 0, all -> newest(all, n));
        compare(
                "percent_rank(close," + n + ")",
                1e-12,
                all -> 100.0
                        * IntStream.rangeClosed(1, n)
                                .filter(i -> newest(all, i) <= newest(all, 0))
                                .count()
                        / n);
        compare("slope(close," + n + ")", 1e-9, all -> slope(last(all, n)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void conditionsOverWindowsAreWhatTheirDefinitionsSay(int n) {
        compareTruth("rising(close," + n + ")", n + 1, all -> IntStream.range(0, n)
                .allMatch(i -> newest(all, i) > newest(all, i + 1)));
        compareTruth("falling(close," + n + ")", n + 1, all -> IntStream.range(0, n)
                .allMatch(i -> newest(all, i) < newest(all, i + 1)));
        compareTruth("count(close > 100," + n + ") == " + n, n, all -> last(all, n).stream()
                .allMatch(x -> x > 100));
        compareTruth(
                "close crosses above mean(close,1)[" + n + "]",
                n + 2,
                all -> newest(all, 1) <= newest(all, n + 1) && newest(all, 0) > newest(all, n));
    }

    @Test
    void aSequenceWaitsForItsSecondConditionForSoManyBars() {
        assertEquals(
                "0001000000010000",
                truths("close > 10 then close < 5 within 3 bars", 7, 11, 7, 4, 4, 11, 7, 7, 7, 4, 11, 4, 7, 7, 7, 7));
        assertEquals(
                "00100",
                truths("close > 10 then close > 10 within 2 bars", 7, 11, 11, 7, 7)
                        .substring(0, 5));
        assertEquals("0000", truths("close > 10 then close < 5 within 2 bars", 11, 7, 7, 4));
        assertEquals("0001", truths("close > 10 then close < 5 within 3 bars", 11, 7, 7, 4));
    }

    @Test
    void whatIsNotKnownYetDecidesNothing() {
        assertEquals("??11", truths("mean(close,3) > 1", 5, 5, 5, 5));
        assertEquals("0000", truths("mean(close,3) > 1 and close < 1", 5, 5, 5, 5));
        assertEquals("1111", truths("mean(close,3) > 1 or close > 1", 5, 5, 5, 5));
        assertEquals("??00", truths("not mean(close,3) > 1", 5, 5, 5, 5));
        assertEquals("?0?0", truths("close / (close - 5) > 100", 5, 4, 5, 4));
        assertEquals("??10", truths("mean(1 / (close - 5),2) > 0.5", 5, 6, 6, 0));
    }

    @Test
    void whatPlansDoNotComputeIsRefusedWithItsHistoryToo() {
        for (String text : List.of("market_cap", "market_cap[2]", "news_count(15m)", "close @ 1h")) {
            assertThrows(IllegalArgumentException.class, () -> new Running(text, Type.NUMBER), text);
        }
        assertThrows(IllegalArgumentException.class, () -> new Running("pe_ratio[1]", Type.NUMBER));
    }

    @Test
    void equalPartsAreComputedOnce() {
        Names names = new PlanBuilder(name -> null).names();
        int first = names.add(checked("ema(close,12) - ema(close,26)", Type.NUMBER));
        int again = names.add(checked("(ema(close,12)) - ema(close , 26)", Type.NUMBER));
        assertEquals(first, again);
    }

    @Test
    void aNameUsedOftenCostsNoMore() {
        StringBuilder text = new StringBuilder("let x0 = close\n");
        for (int i = 1; i <= 60; i++) {
            text.append("let x")
                    .append(i)
                    .append(" = x")
                    .append(i - 1)
                    .append(" + x")
                    .append(i - 1)
                    .append('\n');
        }
        ParseResult<Script.Strategy> script = Parser.strategy(text + "buy when x60 > 0");
        assertEquals(List.of(), script.problems());
        PlanBuilder builder = new PlanBuilder(name -> null);
        builder.names()
                .with(script.value())
                .add(Objects.requireNonNull(script.value().buy()));
        assertTrue(builder.build().size() < 70);
    }

    @Test
    void anIndicatorIsItsFormula() {
        Script.Indicator macd = Parser.indicator("""
                indicator macd(fast = 12 in 1..500, slow = 26 in 2..1000, signal = 9 in 1..500)
                line      = ema(close, fast) - ema(close, slow)
                signal    = ema(line, signal)
                histogram = line - signal
                """, Catalog.ALL).value();
        PlanBuilder builder = new PlanBuilder(name -> name.equals("macd") ? macd : null);
        int used = builder.names().add(checked("macd(5).histogram", Type.NUMBER));
        int written = builder.names()
                .add(checked("ema(close,5) - ema(close,26) - ema(ema(close,5) - ema(close,26),9)", Type.NUMBER));
        assertEquals(written, used);
    }

    @Test
    void aStateTakenOnInTheMiddleGoesOnTheSame() {
        String formula = "stdev(close,9) + correlation(close,volume,8) + value_when(close > 100,low) + ema(high[3],5)";
        Running whole = new Running(formula, Type.NUMBER);
        Running part = new Running(formula, Type.NUMBER);
        List<Bar> bars = bars(5, 1);
        bars.subList(0, 700).forEach(whole::update);
        System.arraycopy(whole.state, 0, part.state, 0, part.state.length);
        for (Bar bar : bars.subList(700, BARS)) {
            assertBits(whole.update(bar), part.update(bar), formula);
        }
        assertArrayEquals(whole.state, part.state);
    }

    private static final class Running {
        private final Plan plan;
        private final int slot;
        private final double[] state;
        private final double[] values;

        Running(String formula, Type type) {
            PlanBuilder builder = new PlanBuilder(name -> null);
            slot = builder.names().add(checked(formula, type));
            plan = builder.build();
            state = plan.newState();
            values = plan.newValues();
        }

        double update(Bar bar) {
            plan.update(bar, state, values);
            return values[slot];
        }

        double preview(Bar bar) {
            double[] before = state.clone();
            plan.preview(bar, state, values);
            assertArrayEquals(before, state, "a preview changes nothing");
            return values[slot];
        }
    }

    private static Expression checked(String text, Type type) {
        ParseResult<Expression> parsed = Parser.expression(text, type);
        assertEquals(List.of(), parsed.problems());
        return Objects.requireNonNull(parsed.value());
    }

    private static void compare(String formula, double tolerance, Definition definition) {
        Running running = new Running(formula, Type.NUMBER);
        List<Double> closes = new ArrayList<>();
        int known = 0;
        for (Bar bar : bars(7, 1)) {
            closes.add(bar.close());
            assertBits(running.preview(bar), running.update(bar), formula);
            double value = running.values[running.slot];
            if (!Double.isNaN(value)) {
                known++;
                assertEquals(definition.of(closes), value, tolerance, formula);
            }
        }
        assertTrue(known > BARS - 40, () -> formula + " is not known often enough");
    }

    private interface Condition {
        boolean of(List<Double> numbers);
    }

    private static void compareTruth(String formula, int warmUp, Condition definition) {
        Running running = new Running(formula, Type.TRUTH);
        List<Double> closes = new ArrayList<>();
        for (Bar bar : bars(8, 1)) {
            closes.add(bar.close());
            double value = running.update(bar);
            if (closes.size() >= warmUp) {
                assertEquals(definition.of(closes) ? 1 : 0, value, formula + " at bar " + closes.size());
            } else {
                assertTrue(Double.isNaN(value), formula);
            }
        }
    }

    private static String truths(String formula, double... closes) {
        Running running = new Running(formula, Type.TRUTH);
        StringBuilder truths = new StringBuilder();
        for (double close : closes) {
            double truth = running.update(bar(0, close, 1));
            truths.append(Double.isNaN(truth) ? "?" : String.valueOf((int) truth));
        }
        return truths.toString();
    }

    private static double slope(List<Double> numbers) {
        int n = numbers.size();
        double meanX = (n - 1) / 2.0;
        double meanY = numbers.stream().mapToDouble(x -> x).average().orElseThrow();
        double products = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            products += (i - meanX) * (numbers.get(i) - meanY);
            squares += (i - meanX) * (i - meanX);
        }
        return n == 1 ? 0 : products / squares;
    }

    private static List<Double> last(List<Double> numbers, int n) {
        return numbers.subList(numbers.size() - n, numbers.size());
    }

    private static double newest(List<Double> numbers, int age) {
        return numbers.get(numbers.size() - 1 - age);
    }

    private static void assertBits(double due, double value, String what) {
        assertEquals(Double.doubleToLongBits(due), Double.doubleToLongBits(value), what);
    }

    private static List<Bar> bars(long seed, double volatility) {
        Random random = new Random(seed);
        List<Bar> bars = new ArrayList<>();
        double price = 100;
        for (int i = 0; i < BARS; i++) {
            price = Math.max(0.01, Math.rint((price + random.nextGaussian() * volatility) * 100) / 100);
            bars.add(bar(i, price, random.nextInt(1_000)));
        }
        return bars;
    }

    /** Falls, stands still for long, and rises again. */
    private static List<Bar> still(long seed) {
        List<Bar> bars = new ArrayList<>(bars(seed, 1).subList(0, 50));
        for (int i = 0; i < 1_200; i++) {
            bars.add(bar(50 + i, 93.7, 0));
        }
        bars.addAll(bars(seed + 1, 1).subList(0, 200));
        return bars;
    }

    private static Bar bar(long minute, double close, double volume) {
        return new Bar(minute * MINUTE, close, close + 1, close - 1, close, volume, 1);
    }
}
