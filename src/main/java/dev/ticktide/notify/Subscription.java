package dev.ticktide.notify;

import dev.ticktide.market.Notification;
import dev.ticktide.market.Side;
import dev.ticktide.market.Signal;
import dev.ticktide.market.Symbols;
import dev.ticktide.market.Timeframe;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recipient and the signals he wants to be notified of.
 *
 * @param recipient a mail address, or {@code inbox} for notifications on the dashboard only
 * @param symbols empty, or holding {@code *}: all
 * @param sides empty: both
 * @param timeframes names of timeframes; empty: the clock-aligned ones. On {@code raw} every candle is a bar, which is much noise,
 *     so its signals notify only where it is named, or {@code *} for all
 * @param maxAge how long before the signal its bar may have closed, so that back-filled history rings no bells; {@code null}
 *     is no limit
 */
public record Subscription(
        String recipient,
        List<String> symbols,
        List<Side> sides,
        List<String> timeframes,
        @Nullable Duration maxAge) {

    private static final String ALL = "*";

    public Subscription {
        recipient = recipient.equals(Notification.INBOX) ? recipient : Recipients.require(recipient);
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
    public static Subscription all(String recipient) {
        return new Subscription(recipient, List.of(), List.of(), List.of(ALL), null);
    }

    public boolean matches(Signal signal) {
        return (symbols.isEmpty() || symbols.contains(ALL) || symbols.contains(signal.symbol()))
                && (sides.isEmpty() || sides.contains(signal.side()))
                && (timeframes.isEmpty() ? !signal.timeframe().isRaw() : isNamed(signal.timeframe()))
                && isFresh(signal);
    }

    private boolean isNamed(Timeframe timeframe) {
        return timeframes.contains(ALL) || timeframes.contains(timeframe.name());
    }

    boolean wantsMail() {
        return !recipient.equals(Notification.INBOX);
    }

    private boolean isFresh(Signal signal) {
        long barEnd = signal.barTime() + signal.timeframe().micros();
        return maxAge == null || signal.generatedAt() - barEnd <= Micros.of(maxAge);
    }
}
