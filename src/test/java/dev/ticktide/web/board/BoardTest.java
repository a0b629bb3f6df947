package dev.ticktide.web.board;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.testing.Samples;
import dev.ticktide.web.view.Views;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BoardTest {

    private static final Timeframe M1 = Timeframe.parse("1m");
    private static final long SECOND = 1_000_000;
    private static final long NOW = Samples.T0 + 60 * SECOND;

    private final Board board = new Board(MarketRowExtras.none());

    /** A stock that opened at 100. */
    private static StockSummary summary(String symbol, long seq, double last, double volume) {
        return new StockSummary(
                symbol,
                seq,
                last,
                Samples.T0,
                Samples.T0 + 7,
                Double.NaN,
                100,
                200,
                1,
                volume,
                Double.NaN,
                9,
                0,
                0,
                0,
                0,
                List.of());
    }

    private static BarUpdate closed(String symbol, Timeframe timeframe, long time, double close) {
        Bar bar = new Bar(time, close, close, close, close, 1, 1);
        return new BarUpdate(symbol, timeframe, 1, time, true, bar, new double[0], new double[0], 1, null, null);
    }

    @Test
    void anOlderSummaryDoesNotReplaceANewerOne() {
        StockSummary newer = summary("AAPL", 7, 110, 1);
        assertEquals(true, board.summary(newer, NOW));
        assertEquals(false, board.summary(summary("AAPL", 6, 90, 1), NOW));
        assertEquals(newer, board.summary("AAPL"));
        StockSummary newest = summary("AAPL", 8, 120, 1);
        assertEquals(true, board.summary(newest, NOW));
        assertEquals(newest, board.summary("AAPL"));
        assertEquals(null, board.summary("MSFT"));
    }

    @Test
    void chartsReadRecentBarsOnOtherThreadsWhileBarsClose() throws Exception {
        int bars = 100_000;
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> reads = CompletableFuture.runAsync(() -> {
            while (!stop.get()) {
                board.recent("AAPL", M1).forEach(update -> assertEquals("AAPL", update.symbol()));
            }
        });
        for (int i = 0; i < bars; i++) {
            // Ten a second: those of 10 s are kept, older ones go while they are read.
            board.closed(closed("AAPL", M1, Samples.T0 + i * SECOND, i), NOW + i * SECOND / 10);
        }
        stop.set(true);
        reads.get(10, TimeUnit.SECONDS);
        assertEquals(101, board.recent("AAPL", M1).size());
    }

    @Test
    void theLatestWordOfTheSameEntryCounts() {
        board.summary(summary("AAPL", 7, 110, 1), NOW);
        StockSummary withSignals = summary("AAPL", 7, 110, 2);
        assertEquals(true, board.summary(withSignals, NOW));
        assertEquals(withSignals, board.summary("AAPL"));
    }

    @Test
    void stocksAreListedBySymbol() {
        board.summary(summary("MSFT", 1, 1, 1), NOW);
        board.summary(summary("AAPL", 1, 1, 1), NOW);
        assertEquals(
                List.of("AAPL", "MSFT"),
                board.summaries().stream().map(StockSummary::symbol).toList());
    }

    @Test
    void aStockWithoutACompanyIsNoticedUntilItIsLookedUp() {
        assertEquals(false, board.lacksCompanies());
        board.summary(summary("AAPL", 1, 1, 1), NOW);
        assertEquals(true, board.lacksCompanies());
        Store.SymbolInfo apple = new Store.SymbolInfo("AAPL", 3, "Apple Inc.", "Technology");
        board.companies(List.of(apple));
        assertEquals(false, board.lacksCompanies());
        assertEquals(apple, board.company("AAPL"));
    }

    @Test
    void barsThatClosedWithinTenSecondsAreKeptBySymbolAndTimeframe() {
        BarUpdate first = closed("AAPL", M1, 60 * SECOND, 1);
        BarUpdate second = closed("AAPL", M1, 120 * SECOND, 2);
        board.closed(first, 0);
        board.closed(closed("MSFT", M1, 60 * SECOND, 3), SECOND);
        board.closed(closed("AAPL", Samples.M5, 0, 4), SECOND);
        board.closed(second, 10 * SECOND);
        assertEquals(List.of(first, second), board.recent("AAPL", M1));
        board.closed(closed("AAPL", Timeframe.RAW, 0, 5), 10 * SECOND + 1);
        assertEquals(List.of(second), board.recent("AAPL", M1));
        assertEquals(List.of(), board.recent("AAPL", Timeframe.RAW), "raw bars are in the store when they are told");
    }

    @Test
    void theAgeOfTheDataComesFromArrivalsAndItsTimeFromCandlesNotAheadOfTheClock() {
        assertEquals(Long.MIN_VALUE, board.newestArrival());
        assertEquals(Long.MIN_VALUE, board.newestTime());
        board.counted(3, NOW - 70, NOW);
        board.counted(1, Long.MIN_VALUE, NOW);
        board.counted(3, NOW - 90, NOW);
        assertEquals(NOW - 70, board.newestArrival());
        assertEquals(7, board.events());
        board.summary(arrived("PAST", 1, NOW - 1_000 * 86_400 * SECOND, NOW - 2), NOW);
        assertEquals(NOW - 2, board.newestArrival(), "old data that has just come has just come");
        assertEquals(NOW - 1_000 * 86_400 * SECOND, board.newestTime());
        board.summary(arrived("FUT", 1, NOW + 72_000 * SECOND, NOW - 600 * SECOND), NOW);
        assertEquals(NOW - 2, board.newestArrival(), "a time ahead of the clock makes nothing newer");
        assertEquals(NOW - 1_000 * 86_400 * SECOND, board.newestTime());
        assertEquals(List.of("FUT"), board.ahead(NOW));
        assertEquals(List.of("FUT"), board.ahead(NOW + 71_998 * SECOND));
        assertEquals(List.of(), board.ahead(NOW + 72_000 * SECOND), "the clock has caught up");
        assertEquals(NOW + 72_000 * SECOND, board.newestTime());
    }

    @Test
    void aClockThatIsALittleBehindDoesNotPutCandlesAhead() {
        board.summary(arrived("AAPL", 1, NOW + SECOND, NOW), NOW);
        assertEquals(List.of(), board.ahead(NOW));
        board.summary(arrived("AAPL", 2, NOW + SECOND + 1, NOW), NOW);
        assertEquals(List.of("AAPL"), board.ahead(NOW));
    }

    @Test
    void whatANodeWhoseClockIsAheadHasTakenHasComeByNowAndNotAnewWhenItIsReadAgain() {
        board.summary(arrived("AAPL", 1, NOW, NOW + 3_600 * SECOND), NOW);
        assertEquals(NOW, board.summary("AAPL").arrival());
        board.summary(arrived("AAPL", 1, NOW, NOW + 3_600 * SECOND), NOW + 30 * SECOND);
        assertEquals(NOW, board.summary("AAPL").arrival());
        board.summary(arrived("AAPL", 2, NOW, NOW + 3_600 * SECOND), NOW + 40 * SECOND);
        assertEquals(NOW + 40 * SECOND, board.summary("AAPL").arrival());
        assertEquals(NOW + 40 * SECOND, board.newestArrival());
    }

    private static StockSummary arrived(String symbol, long seq, long time, long arrival) {
        return new StockSummary(
                symbol, seq, 1, time, arrival, Double.NaN, 1, 1, 1, 1, Double.NaN, 1, 0, 0, 0, 0, List.of());
    }

    @Test
    void theMarketListsFiveGainersLosersAndMostActive() {
        double[] last = {101, 99, 103, 97, 105, 95, 107, 93, 100, 109, 111, 113};
        for (int i = 0; i < last.length; i++) {
            board.summary(summary("S" + (char) ('A' + i), 1, last[i], 1_000 - i), NOW);
        }
        JsonNode market = Views.tree(Market.view(board.summaries(), board));
        assertEquals(12, market.get("symbols").asInt());
        assertEquals(List.of("SL", "SK", "SJ", "SG", "SE"), symbols(market.get("gainers")));
        assertEquals(List.of("SH", "SF", "SD", "SB"), symbols(market.get("losers")), "those that fell only");
        assertEquals(List.of("SL", "SK", "SJ", "SG", "SE"), symbols(market.get("mostActive")), "by traded value");
    }

    @Test
    void aStockWithoutAKnownChangeIsNeitherGainerNorLoser() {
        board.summary(
                new StockSummary(
                        "AAPL",
                        1,
                        5,
                        Samples.T0,
                        Samples.T0,
                        Double.NaN,
                        0,
                        5,
                        5,
                        1,
                        Double.NaN,
                        1,
                        0,
                        0,
                        0,
                        0,
                        List.of()),
                NOW);
        JsonNode market = Views.tree(Market.view(board.summaries(), board));
        assertEquals(List.of(), symbols(market.get("gainers")));
        assertEquals(1, market.get("symbols").asInt());
    }

    private static List<String> symbols(JsonNode rows) {
        List<String> symbols = new ArrayList<>();
        rows.forEach(row -> symbols.add(row.get("symbol").asText()));
        return symbols;
    }
}
