package dev.ticktide.app.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.config.ConfigException;
import dev.ticktide.app.config.Nearest;
import dev.ticktide.app.process.Descriptors;
import dev.ticktide.app.process.ProgramVersion;
import dev.ticktide.balance.BalanceConfig;
import dev.ticktide.balance.BalanceSettings;
import dev.ticktide.cluster.Role;
import dev.ticktide.formula.IndicatorKind;
import dev.ticktide.formula.IndicatorKinds;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.indicator.state.IndicatorSettings;
import dev.ticktide.ingest.IngestConfig;
import dev.ticktide.ingest.IngestSettings;
import dev.ticktide.market.message.NodeReport;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.symbol.Symbols;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.notify.NotifyConfig;
import dev.ticktide.notify.NotifySettings;
import dev.ticktide.notify.SignalText;
import dev.ticktide.notify.mail.MailSettings;
import dev.ticktide.notify.plan.Recipient;
import dev.ticktide.notify.plan.Subscription;
import dev.ticktide.settings.DurationText;
import dev.ticktide.signal.SignalConfig;
import dev.ticktide.simulate.SimulateSettings;
import dev.ticktide.strategy.SignalSettings;
import dev.ticktide.strategy.Strategies;
import dev.ticktide.strategy.Strategy;
import dev.ticktide.strategy.StrategyExplainer;
import dev.ticktide.web.Readiness;
import dev.ticktide.web.WebConfig;
import dev.ticktide.web.WebSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns the configuration into what each stage wants to know. Refuses, by {@link ConfigException}, what no stage can use. */
public final class Wiring {

    /** Means every symbol or timeframe in a subscription. */
    private static final String ALL = "*";

    /** Connections that a port accepts beyond those its stage allows. */
    private static final int MORE = 32;

    private final AppConfig config;
    private final Descriptors descriptors;
    private final List<Timeframe> timeframes;
    private final SignalSettings signals;
    private final IndicatorSettings indicators;

    /** For a process that does everything. */
    public Wiring(AppConfig config) {
        this(config, Set.of(Role.values()));
    }

    /** @param roles of this process, which share its file descriptors */
    public Wiring(AppConfig config, Set<Role> roles) {
        this.config = config;
        this.descriptors = Descriptors.ofThisProcess(roles);
        this.timeframes = checked("indicators.timeframes", () -> timeframes(config));
        this.signals = checked("signals.strategies", this::signalSettings);
        this.indicators = checked("indicators.names", this::indicatorSettings);
    }

    private static List<Timeframe> timeframes(AppConfig config) {
        List<Timeframe> timeframes =
                // From fine to coarse: a coarser bar is compared with the finer one that closes with it.
                config.indicators().timeframes().stream()
                        .map(Timeframe::parse)
                        .sorted(Comparator.comparingLong(Timeframe::micros))
                        .toList();
        if (!timeframes.contains(Timeframe.RAW)) {
            throw new IllegalArgumentException("raw is missing, which the stocks' summaries are made of; add it");
        }
        if (Set.copyOf(timeframes).size() < timeframes.size()) {
            throw new IllegalArgumentException(
                    "a timeframe is listed twice in " + config.indicators().timeframes());
        }
        return timeframes;
    }

    /** Refuses now what would otherwise be refused in the middle of starting, with the data already open. */
    public void requireUsable() {
        requireHost("web.host", config.web().host());
        requireHost("web.admin_host", config.web().adminHost());
        requireHost("ingest.host", config.ingest().host());
        requireHost("balance.host", config.balance().host());
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
                ? "http://" + authority(config.web().host(), config.web().port())
                : url;
    }

    public static String authority(String host, int port) {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    public IndicatorSettings indicators() {
        return indicators;
    }

    public SignalSettings signals() {
        return signals;
    }

    /** For questions about bars of the past. */
    public StrategyExplainer explainer() {
        return new StrategyExplainer(signals, Strategies.known(), timeframes);
    }

    private static void requireHost(String setting, String host) {
        try {
            if (new URI("http://" + authority(host, 1)).getHost() != null) {
                return;
            }
        } catch (URISyntaxException e) {
            // Said below, as of every host that is none.
        }
        throw new ConfigException(setting + " is \"" + host
                + "\", which can't be an address of this machine; 127.0.0.1 is the usual one");
    }

    private static String symbol(String written) {
        if (!Symbols.isValid(Symbols.canonical(written.strip()))) {
            throw new IllegalArgumentException("\"" + written + "\" is no symbol: one is " + Symbols.FORM);
        }
        return written;
    }

    private String computed(String timeframe) {
        if (!timeframe.equals(ALL) && !timeframes.contains(Timeframe.parse(timeframe))) {
            throw new IllegalArgumentException("no bars are made for the timeframe " + timeframe + "; computed are "
                    + timeframes + " (indicators.timeframes)");
        }
        return timeframe;
    }

    /** How notifications are worded. */
    public SignalText texts() {
        return checked("web.public_url", () -> new SignalText(dashboardUrl()));
    }

    public Channels channels() {
        return new Channels(mail(), texts());
    }

    public List<Subscription> subscriptions() {
        Channels channels = channels();
        return checked("notifications.subscriptions", () -> config.notifications().subscriptions().stream()
                .map(each -> new Subscription(
                        recipient(each, channels),
                        each.symbols().stream()
                                .map(symbol -> symbol.equals(ALL) ? symbol : symbol(symbol))
                                .toList(),
                        each.sides(),
                        each.timeframes().stream().map(this::computed).toList(),
                        each.maxAge()))
                .toList());
    }

    private static Recipient recipient(NotifyConfig.Subscriber subscription, Channels channels) {
        List<Recipient.Address> addresses = new ArrayList<>();
        String name = subscription.recipient();
        if (!name.equals(Notification.INBOX)) {
            addresses.add(channels.address(Notification.EMAIL, name));
        }
        new TreeMap<>(subscription.channels())
                .forEach((channel, address) -> addresses.add(channels.address(channel, address)));
        return new Recipient(name, addresses);
    }

    /** How mail is sent; {@code null} without a mail server. */
    private @Nullable MailSettings mail() {
        return checked(
                "notifications.smtp",
                () -> MailSettings.of(config.notifications().smtp()));
    }

    public NotifySettings notifySettings() {
        NotifyConfig notify = config.notifications();
        if (notify.retryFirst().compareTo(notify.retryMax()) > 0) {
            throw new ConfigException("notifications.retry_first is " + DurationText.print(notify.retryFirst())
                    + " and has to be at most notifications.retry_max, which is "
                    + DurationText.print(notify.retryMax()));
        }
        return checked("notifications", () -> NotifySettings.of(notify));
    }

    public IngestSettings ingest() {
        IngestConfig ingest = config.ingest();
        return checked(
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

    public BalanceSettings balance() {
        BalanceConfig balance = config.balance();
        return checked(
                "balance", () -> BalanceSettings.of(balance, config.ingest().maxBody())
                        .within(
                                descriptors.connections(Role.BALANCE, balance.maxConnections()),
                                balance.maxConnectionsPerAddress()));
    }

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
                web.maxClients(),
                node,
                ProgramVersion.text(),
                timeframes,
                indicators.indicators(),
                shownConfig,
                strategies(),
                scrape,
                readiness,
                reports,
                texts()::of,
                checked(
                        "web",
                        () -> new WebSettings.Bounds(
                                descriptors.connections(Role.WEB, web.maxConnections()),
                                web.maxConnectionsPerAddress())),
                web.adminPort() == null ? null : new WebSettings.Admin(web.adminHost(), web.adminPort()));
    }

    public SimulateSettings simulate() {
        SimulateSettings simulate = config.simulate();
        checked(
                "simulate.symbols",
                () -> simulate.symbols().stream().map(Wiring::symbol).toList());
        return simulate;
    }

    private SignalSettings signalSettings() {
        List<SignalSettings.Use> uses = new ArrayList<>();
        for (SignalConfig.StrategyUse use : config.signals().strategies()) {
            List<Timeframe> on = use.timeframes().stream().map(Timeframe::parse).toList();
            if (!timeframes.containsAll(on)) {
                throw new IllegalArgumentException(
                        use.name() + " uses timeframes " + on + ", computed are " + timeframes);
            }
            requireStrategy(use.name());
            uses.add(new SignalSettings.Use(Strategies.named(use.name()), on));
        }
        return new SignalSettings(uses);
    }

    private static void requireStrategy(String name) {
        List<String> known = Strategies.known().stream().map(Strategy::name).toList();
        if (!known.contains(name)) {
            throw new IllegalArgumentException("there is no strategy \"" + name + "\"" + Nearest.hint(name, known)
                    + " Known: " + String.join(", ", known));
        }
    }

    private static IndicatorName indicator(String name) {
        try {
            return IndicatorName.parse(name);
        } catch (IllegalArgumentException e) {
            String kind = name.replaceFirst("[(].*", "");
            List<String> kinds =
                    IndicatorKinds.all().stream().map(IndicatorKind::name).toList();
            throw new IllegalArgumentException("\"" + name + "\" can't be used: " + e.getMessage()
                    + (kinds.contains(kind) ? "" : Nearest.hint(kind, kinds)));
        }
    }

    /** The configured indicators first, then those that only a strategy asks for. */
    private IndicatorSettings indicatorSettings() {
        Set<IndicatorName> names = new LinkedHashSet<>();
        config.indicators().names().forEach(name -> names.add(indicator(name)));
        names.addAll(signals.needs());
        return new IndicatorSettings(timeframes, List.copyOf(names));
    }

    private JsonNode strategies() {
        ArrayNode list = new ObjectMapper().createArrayNode();
        for (SignalSettings.Use use : signals.uses()) {
            ObjectNode node = list.addObject();
            node.put("name", use.strategy().name());
            node.put("version", use.strategy().version());
            ArrayNode on = node.putArray("timeframes");
            use.timeframes().forEach(timeframe -> on.add(timeframe.name()));
            node.put("description", use.strategy().description());
            node.put("buy", use.strategy().buyWords());
            node.put("sell", use.strategy().sellWords());
            node.put("strength", use.strategy().strengthScale());
        }
        return list;
    }

    private static <T> T checked(String setting, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(setting + ": " + e.getMessage());
        }
    }
}
