package dev.ticktide.web.view;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import org.jspecify.annotations.Nullable;

/**
 * A line of the market's table.
 *
 * @param rsi 0 to 100; {@code NaN} while it is not known
 * @param lastSignal {@code null} while none is known
 */
public record MarketRowView(
        @JsonUnwrapped QuoteView quote,
        double rsi,
        @Nullable LastSignal lastSignal) {

    /** Without the explanation, which weighs more than all the rest. */
    public record LastSignal(String id, Side side, String strategy, String timeframe, Millis barTime) {

        /** What the table shows of a signal. */
        public static LastSignal of(Signal signal) {
            return new LastSignal(
                    signal.id(),
                    signal.side(),
                    signal.strategy(),
                    signal.timeframe().name(),
                    Millis.of(signal.barTime()));
        }
    }
}
