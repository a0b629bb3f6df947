package dev.ticktide.testing;

import dev.ticktide.market.Candle;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.LogEvent;
import dev.ticktide.market.MarketData;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Explanation;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Reliability;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One plausible record of every kind. */
public final class Samples {

    public static final long T0 = 1_644_016_200_000_000L;
    public static final Timeframe M5 = Timeframe.parse("5m");

    private Samples() {}

    public static Candle candle(String symbol, long time, double close) {
        return new Candle(symbol, time, close - 0.5, close + 1, close - 1, close, 1_000);
    }

    public static List<MarketEvent> oneOfEach(long time) {
        return List.of(
                candle("AAPL", time, 155.2),
                new OrderBookEntry("AAPL", time, Side.SELL, 560.75, 50),
                new NewsSentiment("AAPL", time, -0.25, 0.5),
                new MarketData("AAPL", time, 2.5e12, 28.4),
                new EconomicIndicator("GDP Growth Rate", time, -1.5));
    }

    public static LogEntry entry(int partition, long seq, LogEvent event) {
        return new LogEntry(partition, seq, event.time() + 5, false, event);
    }

    public static Explanation explanation() {
        return new Explanation(
                "rsi(14) crosses up through 30",
                true,
                new TreeMap<>(Map.of("rsi(14)", 31.25, "rsi(14)[1]", 29.5, "sma(50)", Double.NaN)),
                List.of(new Explanation("close > 0", true, new TreeMap<>(), List.of())));
    }

    public static Signal signal(String id, String symbol, long barTime, Side side) {
        return new Signal(
                id,
                3,
                17,
                symbol,
                M5,
                "rsi-reversal",
                1,
                side,
                barTime,
                barTime + 300_000_123L,
                151.2,
                0.75,
                explanation(),
                new TreeMap<>(Map.of("close", 151.2, "rsi(14)", 31.25)));
    }

    public static Notification notification(String id, String signalId, String channel, Notification.State state) {
        return new Notification(
                id,
                signal(signalId, "AAPL", T0, Side.BUY),
                channel,
                "student@example.org",
                new Notification.Text("BUY AAPL", "because\nof this"),
                state,
                0,
                T0,
                T0,
                state == Notification.State.PENDING ? 0 : T0,
                null);
    }

    public static BarUpdate barUpdate(String symbol, Timeframe timeframe, long time) {
        return new BarUpdate(
                symbol,
                timeframe,
                9,
                time + 7,
                true,
                new Bar(time, 1.5, 2.5, 0.5, 2.25, 1e6, 12),
                new double[] {1.25, Double.NaN},
                new double[] {Double.NaN, -0.0},
                4,
                null,
                null);
    }

    public static StockSummary summary(String symbol) {
        return new StockSummary(
                symbol,
                44,
                101.5,
                T0,
                T0 + 7_000,
                Double.NaN,
                100,
                102,
                99.5,
                12_000,
                100.75,
                60,
                0.01,
                0.2,
                3,
                1,
                List.of(new Reliability(
                        "trend", 1, M5, Side.BUY, 10, 9, 5, 1, 0.002, new Reliability.Base(400, 190, 20, 0.0005))));
    }

    public static SignalScore score(String signalId) {
        return new SignalScore(signalId, "AAPL", 5, -0.0125, Side.SELL);
    }
}
