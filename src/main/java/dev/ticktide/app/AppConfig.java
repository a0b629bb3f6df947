package dev.ticktide.app;

import dev.ticktide.market.Side;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every setting, with its default beside it in {@link #DEFAULTS}. In files the names are in snake_case, durations are written
 * {@code 250ms}, {@code 30s}, {@code 5m}, {@code 72h}. Read by {@link ConfigLoader}.
 */
public record AppConfig(
        Ingest ingest,
        Web web,
        StoreConfig store,
        Indicators indicators,
        Signals signals,
        Notify notifications,
        Simulate simulate,
        Cluster cluster,
        Balance balance,
        boolean behindTlsProxy) {

    public static final AppConfig DEFAULTS = new AppConfig(
            new Ingest(
                    "127.0.0.1",
                    5000,
                    8 * 1024 * 1024,
                    10_000,
                    null,
                    Duration.ofSeconds(60),
                    2_048,
                    1,
                    List.of(),
                    false,
                    8_192,
                    4_096),
            new Web(
                    "127.0.0.1",
                    8080,
                    null,
                    Duration.ofMillis(200),
                    500,
                    List.of(),
                    List.of(),
                    2_048,
                    1_024,
                    "127.0.0.1",
                    null),
            new StoreConfig("data/ticktide.db", null, null, 64, false, new Retention(null, null, Duration.ofHours(1))),
            new Indicators(
                    List.of("raw", "1m", "5m", "15m", "1h"),
                    List.of("sma(20)", "sma(50)", "ema(12)", "ema(20)", "ema(26)", "rsi(14)"),
                    200_000,
                    Duration.ofSeconds(5)),
            new Signals(List.of(
                    new StrategyUse("rsi-reversal", List.of("raw", "1m", "5m", "15m", "1h")),
                    new StrategyUse("trend", List.of("raw", "1m", "5m", "15m", "1h")))),
            new Notify(
                    new Smtp(null, "ticktide@localhost", null, null, null, null, false, Map.of()),
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(5),
                    Duration.ofDays(5),
                    List.of(new Subscription("trader@localhost", null, null, null, null))),
            new Simulate(42, List.of(), 1, 4, Duration.ofDays(3), 1_000),
            new Cluster(null, null, null, List.of(), 0),
            new Balance("127.0.0.1", 8000, 8_192, 1_024),
            false);

    /**
     * @param maxEvents in one request
     * @param maxSymbols distinct symbols that are taken; {@code null}: as many as the heap has room for, see {@link SymbolRoom}
     * @param maxFuture how far ahead of the arrival a timestamp may be
     * @param maxInFlight requests in progress; further ones get 503
     * @param instances HTTP event loops
     * @param allowedHosts names, besides loopback and {@code host}, that a Host header may carry
     * @param bench also serve POST /discard, which parses and stores nothing
     * @param maxConnections to this port; fewer if {@code ulimit -n} has no room for them
     * @param maxConnectionsPerAddress of those from one address; 0: no bound of its own
     */
    public record Ingest(
            String host,
            @Within(min = 1, max = Within.MAX_PORT) int port,
            @Within(min = 1024, max = 64 * 1024 * 1024) int maxBody,
            @Within(min = 1, max = 1_000_000) int maxEvents,

            @Within(min = 1, max = SymbolRoom.MOST) @Nullable
            Integer maxSymbols,

            @Within(min = 0, max = 365 * Within.DAY) Duration maxFuture,
            @Within(min = 1, max = 1_000_000) int maxInFlight,
            @Within(min = 1, max = 64) int instances,
            List<String> allowedHosts,
            boolean bench,
            @Within(min = 1, max = Within.MAX_CONNECTIONS) int maxConnections,
            @Within(min = 0, max = Within.MAX_CONNECTIONS) int maxConnectionsPerAddress) {}

    /**
     * @param publicUrl what links in mails begin with; {@code null}: made from host and port
     * @param conflation how often the live feed goes out
     * @param maxClients live connections before further ones are refused
     * @param chartOrigins pages elsewhere, such as {@code https://charts.example.org}, that may read {@code /udf}
     * @param maxConnections to this port; fewer if {@code ulimit -n} has no room for them
     * @param maxConnectionsPerAddress of those from one address; 0: no bound of its own
     * @param adminPort serves {@code /metrics}, {@code /api/v1/config} and {@code /api/v1/cluster} instead of {@code port};
     *     {@code null}: {@code port} does
     */
    public record Web(
            String host,
            @Within(min = 1, max = Within.MAX_PORT) int port,
            @Nullable String publicUrl,
            @Within(min = 10, max = 60 * Within.SECOND) Duration conflation,
            @Within(min = 1, max = Within.MAX_CONNECTIONS) int maxClients,
            List<String> allowedHosts,
            List<String> chartOrigins,
            @Within(min = 1, max = Within.MAX_CONNECTIONS) int maxConnections,
            @Within(min = 0, max = Within.MAX_CONNECTIONS) int maxConnectionsPerAddress,
            String adminHost,

            @Within(min = 1, max = Within.MAX_PORT) @Nullable
            Integer adminPort) {}

    /**
     * @param path the SQLite file, used unless there is a {@code url}
     * @param url {@code postgresql://user@host:5432/database}, or several {@code host:port} with commas between them
     * @param password of the user in {@code url}; better in the environment, as TICKTIDE__STORE__PASSWORD, than in a file
     * @param partitions used when the store is created, fixed from then on
     * @param requireSyncReplica refuse a PostgreSQL server whose commits don't wait for a standby
     */
    public record StoreConfig(
            String path,
            @Nullable String url,
            @Nullable String password,
            @Within(min = 1, max = 1024) int partitions,
            boolean requireSyncReplica,
            Retention retention) {}

    /**
     * How long data are kept; {@code null}: for ever. Signals and their outcomes stay.
     *
     * @param candles raw candles and metadata, after their arrival
     * @param bars bars of the clock-aligned timeframes, after their time
     * @param loads what has come of a load of history, for its next part
     */
    public record Retention(
            @Within(min = Within.SECOND, max = 36_500 * Within.DAY) @Nullable
            Duration candles,

            @Within(min = Within.SECOND, max = 36_500 * Within.DAY) @Nullable
            Duration bars,

            @Within(min = Within.SECOND, max = 30 * Within.DAY)
            Duration loads) {}

    /**
     * @param maxQueued events that may wait for the disk before 503
     * @param closeGrace how long after its end the bar of a symbol that is live waits for its next candle before it is closed
     *     without one; counted from the symbol's usual delay; zero: for ever
     */
    public record Indicators(
            List<String> timeframes,
            List<String> names,
            @Within(min = 1, max = 100_000_000) int maxQueued,
            @Within(min = 0, max = Within.DAY) Duration closeGrace) {}

    public record Signals(List<StrategyUse> strategies) {}

    public record StrategyUse(String name, List<String> timeframes) {}

    /**
     * @param retryFirst wait after the first failed attempt; doubles up to {@code retryMax}
     * @param giveUpAfter a mail older than this fails for good
     */
    public record Notify(
            Smtp smtp,
            @Within(min = 1, max = Within.DAY) Duration retryFirst,
            @Within(min = 1, max = 30 * Within.DAY) Duration retryMax,
            @Within(min = 0, max = 365 * Within.DAY) Duration giveUpAfter,
            List<Subscription> subscriptions) {}

    /** @param smarthost {@code host:port}; {@code null}: no mail, inbox only */
    public record Smtp(
            @Nullable String smarthost,
            String from,
            @Nullable String hello,
            @Nullable String authUsername,
            @Nullable String authPassword,
            @Nullable String authPasswordFile,
            boolean requireTls,
            Map<String, String> headers) {}

    /**
     * Who wants to know about which signals.
     *
     * @param symbols left out or empty: all
     * @param sides left out or empty: both
     * @param timeframes left out or empty: all but raw; {@code "*"} is all
     * @param maxAge a bar that closed longer before its arrival than this is history and causes no notification; left out: 1 hour
     */
    public record Subscription(
            String recipient,
            @Nullable List<String> symbols,
            @Nullable List<Side> sides,
            @Nullable List<String> timeframes,

            @Within(min = 0, max = 36_500 * Within.DAY) @Nullable
            Duration maxAge) {

        private static final Duration FRESH = Duration.ofHours(1);

        @Override
        public List<String> symbols() {
            return symbols == null ? List.of() : symbols;
        }

        @Override
        public List<Side> sides() {
            return sides == null ? List.of() : sides;
        }

        @Override
        public List<String> timeframes() {
            return timeframes == null ? List.of() : timeframes;
        }

        @Override
        public Duration maxAge() {
            return maxAge == null ? FRESH : maxAge;
        }
    }

    /**
     * @param symbols empty: the twenty built-in ones
     * @param rate candles per second and symbol
     * @param backfill how much history an empty store is given
     */
    public record Simulate(
            @Within(min = Long.MIN_VALUE, max = Long.MAX_VALUE)
            long seed,

            List<String> symbols,
            @Within(min = 0, max = 1_000) double rate,
            @Within(min = 0, max = 1_000) double metadataRate,
            @Within(min = 0, max = 365 * Within.DAY) Duration backfill,
            @Within(min = 1, max = 1_000_000) int batch) {}

    /**
     * How this node meets the others; used with {@code --cluster} only. What is {@code null} or empty is as {@code cluster.xml}
     * says.
     *
     * @param name nodes with another name are strangers
     * @param host this node's address for the other nodes
     * @param port the first one tried for meeting others
     * @param members where other nodes may be, {@code host} or {@code host:port}
     * @param busPort of the event bus; 0: any
     */
    public record Cluster(
            @Nullable String name,
            @Nullable String host,

            @Within(min = 1, max = Within.MAX_PORT) @Nullable
            Integer port,

            List<String> members,
            @Within(min = 0, max = Within.MAX_PORT) int busPort) {}

    /**
     * Where the load balancer listens, on nodes with that role.
     *
     * @param maxConnections to this port; fewer if {@code ulimit -n} has no room for them
     * @param maxConnectionsPerAddress of those from one address; 0: no bound of its own
     */
    public record Balance(
            String host,
            @Within(min = 1, max = Within.MAX_PORT) int port,
            @Within(min = 1, max = Within.MAX_CONNECTIONS) int maxConnections,
            @Within(min = 0, max = Within.MAX_CONNECTIONS) int maxConnectionsPerAddress) {}
}
