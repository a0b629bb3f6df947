package dev.ticktide.web.view;

import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.reference.Companies;
import dev.ticktide.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * A stock's newest price and the day so far.
 *
 * @param name {@code null} if the company is not known
 * @param sector {@code null} likewise
 * @param digits decimals of its prices
 * @param change against the last close of the day before, or the day's open if there was none
 * @param changePercent the same in per cent
 * @param volume of the day, in shares
 * @param lastTime of the newest candle
 * @param arrived when it came; {@code null} if there is only loaded history
 */
public record QuoteView(
        String symbol,
        @Nullable String name,
        @Nullable String sector,
        double last,
        int digits,
        double change,
        double changePercent,
        double volume,
        Millis lastTime,
        @Nullable Millis arrived) {

    /** @param info {@code null} if the company is not known */
    public static QuoteView of(StockSummary summary, Store.@Nullable SymbolInfo info) {
        return new QuoteView(
                summary.symbol(),
                info == null ? null : info.name(),
                info == null ? null : info.sector(),
                summary.last(),
                digits(summary),
                summary.change(),
                summary.changePercent(),
                summary.volume(),
                Millis.of(summary.lastTime()),
                Millis.orNull(summary.arrival()));
    }

    /** Decimals of a stock's prices. */
    public static int digits(StockSummary summary) {
        return Companies.standard().digits(summary.symbol(), summary.last(), summary.previousClose(), summary.open());
    }
}
