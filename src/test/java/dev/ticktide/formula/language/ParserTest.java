package dev.ticktide.formula.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Printer;
import dev.ticktide.formula.syntax.Problem;
import dev.ticktide.formula.syntax.Script;
import dev.ticktide.formula.syntax.Type;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the language accepts, how it prints it, and where it says what is wrong. */
class ParserTest {

    private static final String RSI_REVERSAL = """
            # A comment
            describe   "The price has fallen or risen too far and turns."
            timeframes 1m, 5m, 15m, 1h
            param low  = 30 in 5..45
            param high = 70 in 55..95
            let r = rsi(14)
            buy  when r crosses above low
            sell when r crosses below high
            strength clamp(abs(r - r[1]) / 20, 0, 1)
            """;

    private static final String MACD = """
            indicator macd(fast = 12 in 1..500, slow = 26 in 2..1000, signal = 9 in 1..500)
            title     "MACD"
            pane      own
            line      = ema(close, fast) - ema(close, slow)
            signal    = ema(line, signal)
            histogram = line - signal
            source    "Appel 2005"
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1+2*3                                  | 1 + 2 * 3",
                "(a+b)*c - (d - e)                      | (a + b) * c - (d - e)",
                "(a - b) - c                            | a - b - c",
                "-x*2 - -3                              | -x * 2 - -3",
                "-(x*2)                                 | -(x * 2)",
                "a < b and not c > d or e > f           | a < b and not c > d or e > f",
                "a and (b or c)                         | a and (b or c)",
                "not (a and b)                          | not (a and b)",
                "rsi( 14 )[1] @ 1h < 30                 | rsi(14)[1] @ 1h < 30",
                "(a + b)[1]                             | (a + b)[1]",
                "macd(12, 26, 9).signal > 5 %           | macd(12,26,9).signal > 0.05",
                "a then b within 15 bars then c within 3 bars | a then b within 15 bars then c within 3 bars",
                "a then (b then c within 2 bars) within 3 bars | a then (b then c within 2 bars) within 3 bars",
                "a crosses above b                      | a crosses above b",
                "0.000000001 * 1e-300 + 1e15            | 0.000000001 * 1.0E-300 + 1.0E15",
                "x[1][2]                                | x[1][2]",
            })
    void anExpressionHasOneForm(String text, String form) {
        ParseResult<Expression> read = Parser.unchecked(text);
        assertEquals(List.of(), read.problems());
        assertEquals(form, Printer.print(read.value()));
        assertEquals(form, Printer.print(Parser.unchecked(form).value()), "read again");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a < b < c      | line 1, column 7: comparisons are not chained: write a < b and b < c",
                "a crosses b    | line 1, column 11: expected \"above\" or \"below\" after \"crosses\", found \"b\"",
                "mean(close,    | line 1, column 12: expected a number, a name or \"(\", found the end of the text",
                "a && b         | line 1, column 3: the language has no sign \"&&\": write and",
                "5x > 3         | line 1, column 1: \"5x\" is neither a number nor a name: a name begins with a letter",
                "close % 2 > 0  | line 1, column 7: \"%\" follows a number: 5 % is 0.05; for a remainder there is no sign",
            })
    void whatCannotBeReadIsLocated(String text, String problem) {
        assertEquals(problem, Parser.unchecked(text).problems().get(0).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "clos > 3                  | line 1, column 1: there is no \"clos\"; did you mean \"close\"?",
                "rsi > 3                   | line 1, column 1: \"rsi\" is written rsi(14)",
                "mean(close) > 1           | line 1, column 1: \"mean\" is written mean(x,n)",
                "macd(12,26,9).signl > 0   | line 1, column 14: macd has no output \"signl\"; it has macd, signal, histogram",
                "rsi(14) @ 7m > 3          | line 1, column 9: timeframe 7m does not divide a day evenly, so its bars have no fixed start",
                "highest(high, 9000) > 1   | line 1, column 15: this argument of highest must be a whole number of bars from 1 to 5000, is 9000",
                "highest(high, close) > 1  | line 1, column 15: this argument of highest must be the same for all bars: a number or a parameter",
                "rsi(14)                   | line 1, column 1: this must be a condition, this is a number",
                "rsi(0) > 1                | line 1, column 5: the period of rsi must be a whole number from 1 to 5000, is 0",
                "close[0.5] > 1            | line 1, column 7: the number in brackets must be a whole number of bars from 0 to 5000, is 0.5",
                "close > 1 and volume      | line 1, column 15: each side of \"and\" must be a condition, this is a number",
                "economy(close) > 1        | line 1, column 9: this argument of economy must be a name in double quotes",
            })
    void whatMakesNoSenseIsLocated(String text, String problem) {
        assertEquals(
                List.of(problem),
                Parser.expression(text, Type.TRUTH).problems().stream()
                        .map(Problem::toString)
                        .toList());
    }

    @Test
    void aStrategyIsRead() {
        ParseResult<Script.Strategy> read = Parser.strategy(RSI_REVERSAL);
        assertEquals(List.of(), read.problems());
        Script.Strategy strategy = read.value();
        assertEquals("The price has fallen or risen too far and turns.", strategy.description());
        assertEquals(List.of("1m", "5m", "15m", "1h"), strategy.timeframes());
        assertEquals(
                List.of("low", "high"),
                strategy.parameters().stream().map(Script.Parameter::name).toList());
        assertTrue(strategy.parameters().get(0).isWhole());
        assertEquals("r crosses above low", print(strategy.buy()));
        assertEquals("r crosses below high", print(strategy.sell()));
        assertEquals("clamp(abs(r - r[1]) / 20,0,1)", print(strategy.strength()));
    }

    @Test
    void anIndicatorIsRead() {
        ParseResult<Script.Indicator> read = Parser.indicator(MACD, Catalog.ALL);
        assertEquals(List.of(), read.problems());
        Script.Indicator indicator = read.value();
        assertEquals("macd", indicator.name());
        assertTrue(indicator.ownPane());
        assertEquals(
                List.of("line", "signal", "histogram"),
                indicator.outputs().stream().map(Script.Definition::name).toList());
        assertEquals("ema(line,signal)", print(indicator.outputs().get(1).expression()));
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        assertEquals(
                List.of(
                        "line 1, column 10: expected a description in double quotes, found \"a\"",
                        "line 2, column 7: low is 50, which is not within 5..45",
                        "line 4, column 5: expected \"when\" after \"buy\", found \"r\"",
                        "line 6, column 1: \"sell\" is already in line 5: there may be one only"),
                problems("""
                        describe a mistake
                        param low = 50 in 5..45
                        let r = rsi(14)
                        buy r crosses above low
                        sell when r > 70
                        sell when r > 80
                        """));
        assertEquals(
                List.of(
                        "line 2, column 5: the name \"r\" is taken: choose another",
                        "line 3, column 10: there is no \"q\"; did you mean \"r\"?",
                        "line 4, column 11: what follows \"sell when\" must be a condition, this is a number"),
                problems("""
                        let r = rsi(14)
                        let r = 5
                        buy when q crosses above 30
                        sell when r
                        """));
        assertEquals(
                List.of("line 2, column 1: a strategy needs a rule: buy when … or sell when …, or both"),
                problems("describe \"nothing\"\n"));
    }

    @Test
    void aStatementMayGoOnInTheNextLine() {
        ParseResult<Script.Strategy> read = Parser.strategy("""
                buy when rsi(14) < 30
                     and close > sma(200)
                     and volume >
                         mean(volume, 20)
                """);
        assertEquals(List.of(), read.problems());
        assertEquals(
                "rsi(14) < 30 and close > sma(200) and volume > mean(volume,20)",
                print(read.value().buy()));
    }

    @Test
    void whatCostsTooMuchIsRefused() {
        String windows = "mean(close,5000)" + " + mean(close,5000)".repeat(10) + " > 1";
        assertEquals(
                List.of("line 1, column 1: its windows keep 55000 bars together, more than 50000"),
                Parser.expression(windows, Type.TRUTH).problems().stream()
                        .map(Problem::toString)
                        .toList());
        String operators = "close" + " + close".repeat(260) + " > 1";
        assertTrue(Parser.expression(operators, Type.TRUTH)
                .problems()
                .get(0)
                .message()
                .contains("operators"));
        assertTrue(
                Parser.unchecked("(".repeat(5_000)).problems().get(0).message().contains("nested"));
        assertTrue(Parser.unchecked("x".repeat(Parser.MAX_LENGTH + 1))
                .problems()
                .get(0)
                .message()
                .contains("longer"));
    }

    private static List<String> problems(String text) {
        return Parser.strategy(text).problems().stream().map(Problem::toString).toList();
    }

    private static String print(Expression expression) {
        assertNotNull(expression);
        return Printer.print(expression);
    }
}
