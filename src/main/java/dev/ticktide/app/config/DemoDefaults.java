package dev.ticktide.app.config;

/** What the demo sets otherwise: signals on clock-aligned bars at a pace one can follow, in a file of its own. */
public final class DemoDefaults {

    /** What holds in the demo where nothing is set. */
    public static final AppConfig CONFIG = new ConfigLoader(AppConfig.DEFAULTS)
            .set("store.path", "data/demo.db", "demo")
            .set("store.retention.candles", "30d", "demo")
            .set(
                    "signals.strategies",
                    "[{name: rsi-reversal, timeframes: [1m, 5m, 15m, 1h]}, {name: trend, timeframes: [1m, 5m, 15m, 1h]}]",
                    "demo")
            // Live candles come every second; what closed earlier was filled in at the start and causes no mail.
            .set("notifications.subscriptions", "[{recipient: trader@localhost, max_age: 1m}]", "demo")
            .load();

    private DemoDefaults() {}
}
