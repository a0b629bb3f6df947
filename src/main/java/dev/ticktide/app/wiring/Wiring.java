package dev.ticktide.app.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.config.ConfigException;
import dev.ticktide.app.process.Descriptors;
import dev.ticktide.app.process.ProgramVersion;
import dev.ticktide.balance.BalanceConfig;
import dev.ticktide.balance.BalanceSettings;
import dev.ticktide.cluster.Role;
import dev.ticktide.indicator.state.IndicatorSettings;
import dev.ticktide.ingest.IngestConfig;
import dev.ticktide.ingest.IngestSettings;
import dev.ticktide.market.message.NodeReport;
import dev.ticktide.market.symbol.Symbols;
import dev.ticktide.notify.NotifySettings;
import dev.ticktide.notify.SignalText;
import dev.ticktide.notify.plan.Subscription;
import dev.ticktide.simulate.SimulateSettings;
import dev.ticktide.strategy.SignalSettings;
import dev.ticktide.strategy.StrategyExplainer;
import dev.ticktide.web.Readiness;
import dev.ticktide.web.WebConfig;
import dev.ticktide.web.WebSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns the configuration into what each stage wants to know. Refuses, by {@link ConfigException}, what no stage can use. */
public final class Wiring {

    /** Connections that a port accepts beyond those its stage allows. */
    private static final int MORE = 32;

    private static final Duration STATUS_PERIOD = Duration.ofSeconds(1);

    private final AppConfig config;
    private final Descriptors descriptors;
    private final AnalysisWiring analysis;
    private final NotifyWiring notify;

    /** For a process that does everything. */
    public Wiring(AppConfig config) {
        this(config, Set.of(Role.values()));
    }

    /** @param roles of this process, which share its file descriptors */
    public Wiring(AppConfig config, Set<Role> roles) {
        this.config = config;
        this.descriptors = Descriptors.ofThisProcess(roles);
        this.analysis = new AnalysisWiring(config);
        this.notify = new NotifyWiring(config.notifications(), dashboardUrl(), analysis.timeframes());
    }

    /** Refuses now what would otherwise be refused in the middle of starting, with the data already open. */
    public void requireUsable() {
        HttpAddress.requireHost("web.host", config.web().host());
        HttpAddress.requireHost("web.admin_host", config.web().adminHost());
        HttpAddress.requireHost("ingest.host", config.ingest().host());
        HttpAddress.requireHost("balance.host", config.balance().host());
        subscriptions();
        notifySettings();
        ingest();
        balance();
        simulate();
    }

    /** Where people find the dashboard. */
    public String dashboardUrl() {
        String url = config.web().publicUrl();
        return url == null
                ? "http://"
                        + HttpAddress.authority(
                                config.web().host(), config.web().port())
                : url;
    }

    /** Which bars are made and which indicators computed on them. */
    public IndicatorSettings indicators() {
        return analysis.indicators();
    }

    /** Which strategies are evaluated on which timeframes. */
    public SignalSettings signals() {
        return analysis.signals();
    }

    /** For questions about bars of the past. */
    public StrategyExplainer explainer() {
        return new StrategyExplainer(analysis.signals(), analysis.explained(), analysis.timeframes());
    }

    /** Fails by {@link IllegalArgumentException} if no symbol is written so. */
    static String symbol(String written) {
        if (!Symbols.isValid(Symbols.canonical(written.strip()))) {
            throw new IllegalArgumentException("\"" + written + "\" is no symbol: one is " + Symbols.FORM);
        }
        return written;
    }

    /** How notifications are worded. */
    public SignalText texts() {
        return notify.texts();
    }

    /** The ways of reaching people. */
    public Channels channels() {
        return notify.channels();
    }

    /** Who is notified of which signals. */
    public List<Subscription> subscriptions() {
        return notify.subscriptions();
    }

    /** How notifications are sent and retried. */
    public NotifySettings notifySettings() {
        return notify.notifySettings();
    }

    /** What the ingest stage takes and how much of it. */
    public IngestSettings ingest() {
        IngestConfig ingest = config.ingest();
        return ConfigException.at(
                "ingest",
                () -> IngestSettings.of(
                        ingest,
                        descriptors.connections(Role.INGEST, ingest.maxConnections()),
                        config.store().retention().loads()));
    }

    /**
     * The most connections by port, with some more than its own stage allows: that one has a friendlier answer for those beyond.
     *
     * @param roles of this process: what is set for the port of another role does not count here
     */
    public Map<Integer, Integer> connections(Set<Role> roles) {
        Map<Integer, Integer> connections = new HashMap<>();
        // With any role: health is served there.
        connections.put(config.web().port(), accepted(Role.WEB, config.web().maxConnections()));
        if (roles.contains(Role.INGEST)) {
            connections.put(
                    config.ingest().port(),
                    accepted(Role.INGEST, config.ingest().maxConnections()));
        }
        if (roles.contains(Role.BALANCE)) {
            connections.put(
                    config.balance().port(),
                    accepted(Role.BALANCE, config.balance().maxConnections()));
        }
        return connections;
    }

    private int accepted(Role role, int wanted) {
        return descriptors.connections(role, wanted) + MORE;
    }

    /** How the load balancer spreads requests. */
    public BalanceSettings balance() {
        BalanceConfig balance = config.balance();
        return ConfigException.at(
                "balance", () -> BalanceSettings.of(balance, config.ingest().maxBody())
                        .within(
                                descriptors.connections(Role.BALANCE, balance.maxConnections()),
                                balance.maxConnectionsPerAddress()));
    }

    /**
     * What the web stage shows and to how many clients.
     *
     * @param node the name of this node
     * @param shownConfig the settings, secrets masked
     * @param scrape the meters as Prometheus reads them
     * @param readiness whether this node takes work
     * @param reports the newest report of a node; {@code null} where none has arrived
     */
    public WebSettings web(
            String node,
            JsonNode shownConfig,
            Supplier<String> scrape,
            Supplier<Readiness> readiness,
            Function<String, @Nullable NodeReport> reports) {
        WebConfig web = config.web();
        Set<String> hosts = new LinkedHashSet<>(web.allowedHosts());
        hosts.add(web.host());
        return new WebSettings(
                web.host(),
                web.port(),
                hosts,
                Set.copyOf(web.chartOrigins()),
                web.conflation(),
                STATUS_PERIOD,
                web.maxClients(),
                node,
                ProgramVersion.text(),
                analysis.timeframes(),
                analysis.indicators().indicators(),
                shownConfig,
                analysis.strategies(),
                scrape,
                readiness,
                reports,
                texts()::of,
                ConfigException.at(
                        "web",
                        () -> new WebSettings.Bounds(
                                descriptors.connections(Role.WEB, web.maxConnections()),
                                web.maxConnectionsPerAddress())),
                web.adminPort() == null ? null : new WebSettings.Admin(web.adminHost(), web.adminPort()));
    }

    /** The simulated market. */
    public SimulateSettings simulate() {
        SimulateSettings simulate = config.simulate();
        ConfigException.at(
                "simulate.symbols",
                () -> simulate.symbols().stream().map(Wiring::symbol).toList());
        return simulate;
    }
}
