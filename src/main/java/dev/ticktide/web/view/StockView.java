package dev.ticktide.web.view;

import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.store.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stock: its quote, its day, and its signals since the first candle. */
public record StockView(@JsonUnwrapped QuoteView quote, Day day, Ever ever) {

    /** The UTC day that holds the stock's newest candle: of the summary, the fields that are of this day. */
    public record Day(
            Millis start,

            @JsonUnwrapped
            @JsonIncludeProperties({
                "previousClose",
                "open",
                "high",
                "low",
                "volume",
                "vwap",
                "bars",
                "meanMovePercent",
                "moveDeviationPercent"
            })
            StockSummary summary) {}

    /** Since the first candle. */
    public record Ever(Counts signals, List<ReliabilityView> reliability) {}

    /** Signals raised. */
    public record Counts(long buy, long sell) {}

    /** @param info {@code null} if the company is not known */
    public static StockView of(StockSummary summary, Store.@Nullable SymbolInfo info) {
        return new StockView(
                QuoteView.of(summary, info),
                new Day(Millis.of(summary.dayStart()), summary),
                new Ever(
                        new Counts(summary.buySignals(), summary.sellSignals()),
                        summary.reliability().stream().map(ReliabilityView::of).toList()));
    }
}
