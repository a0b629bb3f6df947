package dev.ticktide.web.board;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.testing.Samples;
import dev.ticktide.web.view.Millis;
import dev.ticktide.web.view.QuoteView;
import dev.ticktide.web.view.Views;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MarketRowExtrasTest {

    private static final Timeframe M1 = Timeframe.parse("1m");
    private static final Timeframe M5 = Timeframe.parse("5m");
    private static final long MINUTE = 60_000_000;
    private static final List<IndicatorName> INDICATORS =
            List.of(IndicatorName.parse("sma(2)"), IndicatorName.parse("rsi(14)"), IndicatorName.parse("rsi(2)"));

    private final MarketRowExtras highlights = new MarketRowExtras(List.of(Timeframe.RAW, M1, M5), INDICATORS);

    private static BarUpdate bar(Timeframe timeframe, boolean closed, long minute, double now, double before) {
        Bar bar = new Bar(minute * MINUTE, 1, 1, 1, 1, 1, 1);
        double[] values = {7, now, 8};
        double[] previous = {7, before, 8};
        return new BarUpdate("AAPL", timeframe, 1, minute * MINUTE, closed, bar, values, previous, 1, null, null);
    }

    private ObjectNode row() {
        QuoteView quote = new QuoteView("AAPL", null, null, 1, 2, 0, 0, 0, Millis.of(0), null);
        ObjectNode row = (ObjectNode) Views.tree(highlights.row(quote));
        return row.retain("rsi", "lastSignal");
    }

    @Test
    void theStrengthIsThatOfTheNewestClosedBarOfTheFinestTimeframe() {
        assertEquals("{\"rsi\":null,\"lastSignal\":null}", row().toString());
        assertEquals(true, highlights.bar(bar(M1, true, 1, 40, 39)));
        assertEquals(40, row().path("rsi").asDouble());
        assertEquals(false, highlights.bar(bar(M5, true, 5, 90, 90)), "a coarser timeframe");
        assertEquals(false, highlights.bar(bar(Timeframe.RAW, true, 5, 90, 90)), "single candles");
        assertEquals(false, highlights.bar(bar(M1, true, 0, 20, 20)), "an older bar");
        assertEquals(40, row().path("rsi").asDouble());
        assertEquals(true, highlights.bar(bar(M1, true, 2, Double.NaN, 40)));
        assertEquals(true, row().path("rsi").isNull(), "while it warms up");
    }

    @Test
    void anOpenBarTellsOfTheOneBefore() {
        highlights.bar(bar(M1, false, 7, 60, 55));
        assertEquals(55, row().path("rsi").asDouble());
        highlights.bar(bar(M1, true, 6, 56, 50));
        assertEquals(55, row().path("rsi").asDouble(), "the same bar, told late");
        highlights.bar(bar(M1, true, 7, 61, 55));
        assertEquals(61, row().path("rsi").asDouble());
    }

    @Test
    void theLastSignalIsTheOneWhoseBarClosedLast() {
        long early = Samples.T0;
        long late = Samples.T0 + 5 * MINUTE;
        assertEquals(true, highlights.signal(Samples.signal("b", "AAPL", late, Side.SELL)));
        assertEquals(false, highlights.signal(Samples.signal("a", "AAPL", early, Side.BUY)));
        ObjectNode row = row();
        assertEquals(
                "{\"id\":\"b\",\"side\":\"sell\",\"strategy\":\"rsi-reversal\",\"timeframe\":\"5m\",\"barTime\":"
                        + late / 1_000 + "}",
                row.path("lastSignal").toString());
    }

    @Test
    void eachStockIsAskedForOnceUnlessNobodyCouldSay() {
        highlights.bar(bar(M1, true, 1, 40, 39));
        Set<String> symbols = new TreeSet<>(Set.of("AAPL", "IBM", "KO", "V"));
        assertEquals(List.of("IBM", "KO"), highlights.unknown(symbols, 2));
        assertEquals(List.of("V"), highlights.unknown(symbols, 2));
        assertEquals(List.of(), highlights.unknown(symbols, 2));
        highlights.askAgain("KO");
        assertEquals(List.of("KO"), highlights.unknown(symbols, 2));
        assertEquals(List.of(), MarketRowExtras.none().unknown(symbols, 2), "without an RSI there is nothing to ask");
    }
}
