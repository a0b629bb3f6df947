package dev.ticktide.notify.plan;

import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Symbols;
import dev.ticktide.market.symbol.Timeframe;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recipient and the signals that it gets messages about.
 *
 * @param symbols empty, or holding {@code *}: all
 * @param sides empty: both
 * @param timeframes names of timeframes; empty: the clock-aligned ones. On {@code raw} every candle is a bar, which is
 *     much noise, so its signals notify only where it is named, or {@code *} for all
 * @param maxAge how long before the signal its bar may have closed, so that loaded history is not notified;
 *     {@code null} is no limit
 */
public record Subscription(
        Recipient recipient,
        List<String> symbols,
        List<Side> sides,
        List<String> timeframes,
        @Nullable Duration maxAge) {

    private static final String ALL = "*";

    /**
     * Brings symbols into their canonical spelling.
     *
     * @throws IllegalArgumentException if a timeframe is none or {@code maxAge} is negative
     */
    public Subscription {
        symbols = symbols.stream()
                .map(symbol -> Symbols.canonical(symbol.strip()))
                .distinct()
                .toList();
        sides = List.copyOf(sides);
        timeframes = List.copyOf(timeframes);
        timeframes.stream().filter(each -> !each.equals(ALL)).forEach(Timeframe::parse);
        if (maxAge != null && maxAge.isNegative()) {
            throw new IllegalArgumentException("maxAge must be >= 0, was " + maxAge);
        }
    }

    /** Every signal on whatever timeframe, of whatever age. */
    public static Subscription all(Recipient recipient) {
        return new Subscription(recipient, List.of(), List.of(), List.of(ALL), null);
    }

    boolean hasSymbol(String symbol) {
        return symbols.isEmpty() || symbols.contains(ALL) || symbols.contains(symbol);
    }

    boolean hasSide(Side side) {
        return sides.isEmpty() || sides.contains(side);
    }

    boolean hasTimeframe(Timeframe timeframe) {
        return timeframes.isEmpty()
                ? !timeframe.isRaw()
                : timeframes.contains(ALL) || timeframes.contains(timeframe.name());
    }
}
