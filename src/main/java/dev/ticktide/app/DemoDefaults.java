package dev.ticktide.app;

import java.time.Duration;
import java.util.List;

/** What the demo sets otherwise: signals on clock-aligned bars at a pace one can follow, and no alerts about back-filled history. */
final class DemoDefaults {

    private static final List<String> TIMEFRAMES = List.of("1m", "5m", "15m", "1h");
    private static final Duration KEPT = Duration.ofDays(30);
    private static final Duration FRESH = Duration.ofHours(1);

    static final AppConfig CONFIG = demo(AppConfig.DEFAULTS);

    private DemoDefaults() {}

    private static AppConfig demo(AppConfig base) {
        AppConfig.Notify alerts = base.notifications();
        return new AppConfig(
                base.ingest(),
                base.web(),
                new AppConfig.StoreConfig(
                        "data/demo.db", null, null, base.store().partitions(), new AppConfig.Retention(KEPT, null)),
                base.indicators(),
                new AppConfig.Signals(List.of(
                        new AppConfig.StrategyUse("rsi-reversal", TIMEFRAMES),
                        new AppConfig.StrategyUse("trend", TIMEFRAMES))),
                new AppConfig.Notify(
                        alerts.smtp(),
                        alerts.retryFirst(),
                        alerts.retryMax(),
                        alerts.giveUpAfter(),
                        List.of(new AppConfig.Subscription("trader@localhost", List.of(), List.of(), FRESH))),
                base.simulate(),
                base.cluster(),
                base.balance(),
                base.behindTlsProxy());
    }
}
