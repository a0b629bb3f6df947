package dev.ticktide.web;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.message.NodeReport;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.settings.Defaults;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the web node needs to know.
 *
 * @param allowedHosts names that a Host header may carry besides {@code host} and loopback
 * @param statusPeriod how often the status of the node is sent to pages, at least 1 ms
 * @param chartOrigins pages elsewhere that may read {@code /udf}
 * @param feedId names this run of this node
 * @param configuration the whole configuration with secrets masked, for {@code /api/v1/config}
 * @param strategies for {@code /api/v1/strategies}
 * @param metrics the Prometheus text
 * @param readiness whether the node takes work
 * @param bounds on connections
 * @param admin where metrics, configuration and the cluster's state are served; {@code null}: at the port of everything else
 * @param reports the last one of a node, {@code null} before the first
 * @param texts the words of a notification
 */
public record WebSettings(
        String host,
        int port,
        Set<String> allowedHosts,
        Set<String> chartOrigins,
        Duration conflation,
        Duration statusPeriod,
        int maxClients,
        String feedId,
        String version,
        List<Timeframe> timeframes,
        List<IndicatorName> indicators,
        JsonNode configuration,
        JsonNode strategies,
        Supplier<String> metrics,
        Supplier<Readiness> readiness,
        Function<String, @Nullable NodeReport> reports,
        Function<Notification, Notification.Text> texts,
        Bounds bounds,
        @Nullable Admin admin) {

    /**
     * @param connections to each port
     * @param connectionsOfAnAddress of those; 0: no bound of its own
     */
    public record Bounds(int connections, int connectionsOfAnAddress) {

        public static final Bounds DEFAULTS = of(Defaults.of(WebConfig.class));

        private static Bounds of(WebConfig config) {
            return new Bounds(config.maxConnections(), config.maxConnectionsPerAddress());
        }
    }

    public record Admin(String host, int port) {}
}
