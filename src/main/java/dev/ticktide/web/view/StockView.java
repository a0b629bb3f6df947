package dev.ticktide.web.view;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.store.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stock: its quote, its day, and its signals since the first candle. */
public record StockView(@JsonUnwrapped QuoteView quote, Day day, Ever ever) {

    /**
     * The UTC day that holds the stock's newest candle.
     *
     * @param previousClose {@code NaN} if there was no day before
     * @param vwap {@code NaN} without volume
     * @param bars raw candles
     * @param meanMovePercent mean change between successive closes, in per cent
     * @param moveDeviationPercent its sample standard deviation, in per cent
     */
    public record Day(
            Millis start,
            double previousClose,
            double open,
            double high,
            double low,
            double volume,
            double vwap,
            long bars,
            double meanMovePercent,
            double moveDeviationPercent) {

        static Day of(StockSummary summary) {
            return new Day(
                    Millis.of(summary.dayStart()),
                    summary.previousClose(),
                    summary.open(),
                    summary.high(),
                    summary.low(),
                    summary.volume(),
                    summary.vwap(),
                    summary.bars(),
                    summary.meanMovePercent(),
                    summary.moveDeviationPercent());
        }
    }

    /** Since the first candle. */
    public record Ever(Counts signals, List<ReliabilityView> reliability) {}

    /** Signals raised. */
    public record Counts(long buy, long sell) {}

    /** @param info {@code null} if the company is not known */
    public static StockView of(StockSummary summary, Store.@Nullable SymbolInfo info) {
        return new StockView(
                QuoteView.of(summary, info),
                Day.of(summary),
                new Ever(
                        new Counts(summary.buySignals(), summary.sellSignals()),
                        summary.reliability().stream().map(ReliabilityView::of).toList()));
    }
}
