package dev.ticktide.app;

import java.time.Duration;
import java.util.List;

/** What the demo sets otherwise: signals on clock-aligned bars at a pace one can follow. */
final class DemoDefaults {

    private static final List<String> TIMEFRAMES = List.of("1m", "5m", "15m", "1h");
    private static final Duration KEPT = Duration.ofDays(30);

    /** Live candles come every second; what closed earlier was filled in at the start and is no news. */
    private static final Duration NEWS = Duration.ofMinutes(1);

    // After what it is made of.
    static final AppConfig CONFIG = demo(AppConfig.DEFAULTS);

    private DemoDefaults() {}

    private static AppConfig demo(AppConfig base) {
        return new AppConfig(
                base.ingest(),
                base.web(),
                new AppConfig.StoreConfig(
                        "data/demo.db",
                        null,
                        null,
                        base.store().partitions(),
                        false,
                        new AppConfig.Retention(
                                KEPT,
                                null,
                                AppConfig.DEFAULTS.store().retention().loads())),
                base.indicators(),
                new AppConfig.Signals(List.of(
                        new AppConfig.StrategyUse("rsi-reversal", TIMEFRAMES),
                        new AppConfig.StrategyUse("trend", TIMEFRAMES))),
                notifications(base.notifications()),
                base.simulate(),
                base.cluster(),
                base.balance(),
                base.behindTlsProxy());
    }

    private static AppConfig.Notify notifications(AppConfig.Notify base) {
        return new AppConfig.Notify(
                base.smtp(),
                base.retryFirst(),
                base.retryMax(),
                base.giveUpAfter(),
                base.subscriptions().stream()
                        .map(each -> new AppConfig.Subscription(
                                each.recipient(), each.symbols(), each.sides(), each.timeframes(), NEWS))
                        .toList());
    }
}
