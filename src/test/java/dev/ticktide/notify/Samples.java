package dev.ticktide.notify;

import dev.ticktide.market.signal.Explanation;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.notify.plan.Subscription;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.testing.Plans;
import java.util.List;
import java.util.TreeMap;

/** Signals and outbox rows for the tests of this package. */
public final class Samples {

    public static final String DASHBOARD = "https://ticktide.example.org/app";
    public static final long SECOND = 1_000_000;
    /** 2026-01-02T10:00:00Z. */
    public static final long BAR = 1_767_348_000L * SECOND;

    private Samples() {}

    public static Signal signal(String symbol, Side side) {
        return signal(symbol, side, "rsi-reversal", BAR + 301 * SECOND);
    }

    public static Signal signal(String symbol, Side side, Timeframe timeframe) {
        return signal(symbol, side, timeframe, "rsi-reversal", BAR + 301 * SECOND);
    }

    public static Signal signal(String symbol, Side side, String strategy, long generatedAt) {
        return signal(symbol, side, Timeframe.parse("5m"), strategy, generatedAt);
    }

    private static Signal signal(String symbol, Side side, Timeframe timeframe, String strategy, long generatedAt) {
        Explanation cross = new Explanation(
                "rsi(14) crosses above 30", true, new TreeMap<>(java.util.Map.of("rsi(14)", 31.25)), List.of());
        Explanation volume = new Explanation(
                "volume > sma(volume, 20) & <b>more</b>",
                false,
                new TreeMap<>(java.util.Map.of("volume", Double.NaN)),
                List.of());
        return new Signal(
                StableHash.id(symbol, side, strategy),
                3,
                42,
                symbol,
                timeframe,
                strategy,
                2,
                side,
                BAR,
                generatedAt,
                151.2,
                0.724,
                new Explanation("any of", true, new TreeMap<>(), List.of(cross, volume)),
                new TreeMap<>());
    }

    /** The mail row of {@code signal} for {@code recipient}. */
    public static Notification mail(Signal signal, String recipient) {
        return Plans.mail(Subscription.all(Plans.to(recipient))).plan(signal).get(1);
    }
}
