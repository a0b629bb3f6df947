package dev.ticktide.app.config;

import dev.ticktide.balance.BalanceConfig;
import dev.ticktide.cluster.ClusterConfig;
import dev.ticktide.indicator.state.IndicatorConfig;
import dev.ticktide.ingest.IngestConfig;
import dev.ticktide.notify.NotifyConfig;
import dev.ticktide.settings.Defaults;
import dev.ticktide.settings.Setting;
import dev.ticktide.signal.SignalConfig;
import dev.ticktide.simulate.SimulateSettings;
import dev.ticktide.store.StoreConfig;
import dev.ticktide.web.WebConfig;

/**
 * Every setting: a section is a record of the stage that it is for, in which each setting has its meaning, bounds and default
 * beside it. Read by {@link ConfigLoader}.
 */
public record AppConfig(
        @Setting(meaning = "Where data comes in, and how much of it.")
        IngestConfig ingest,

        @Setting(meaning = "Dashboard, REST interface and live feed.")
        WebConfig web,

        @Setting(meaning = "Where the data is kept.") StoreConfig store,

        @Setting(meaning = "Which bars and indicators are computed.")
        IndicatorConfig indicators,

        @Setting(meaning = "Which strategies raise signals.")
        SignalConfig signals,

        @Setting(meaning = "Who is notified of which signals, and how.")
        NotifyConfig notifications,

        @Setting(meaning = "The simulated market.") SimulateSettings simulate,

        @Setting(meaning = "How this node meets the others, with --cluster only.")
        ClusterConfig cluster,

        @Setting(meaning = "The load balancer, on nodes with that role.")
        BalanceConfig balance,

        @Setting(
                meaning =
                        "Whether a proxy in front takes care of login and encryption. Without one, addresses that others"
                                + " can reach are refused.",
                standard = "false")
        boolean behindTlsProxy) {

    /** What holds where nothing is set. */
    public static final AppConfig DEFAULTS = Defaults.of(AppConfig.class);
}
