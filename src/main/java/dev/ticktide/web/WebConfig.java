package dev.ticktide.web;

import dev.ticktide.settings.ConnectionWords;
import dev.ticktide.settings.Setting;
import dev.ticktide.settings.Within;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The section {@code web} of the settings: dashboard, REST interface and live feed. */
public record WebConfig(
        @Setting(meaning = "The address of this machine at which the dashboard is served.", standard = "127.0.0.1")
        String host,

        @Setting(meaning = "The TCP port of the dashboard, the REST interface and the live feed.", standard = "8080")
        @Within(min = 1, max = Within.MAX_PORT)
        int port,

        @Setting(meaning = "What links in mails begin with. Left out: http, host and port.") @Nullable
        String publicUrl,

        @Setting(meaning = "How often changes are sent to open pages.", standard = "200ms")
        @Within(min = 10, max = 60 * Within.SECOND)
        Duration conflation,

        @Setting(
                meaning = "The most connections of the live feed; one more is refused.",
                unit = "connections",
                standard = "500")
        @Within(min = 1, max = Within.MAX_CONNECTIONS)
        int maxClients,

        @Setting(
                meaning = "Names, besides loopback and host, that a Host header may carry; \"*\": any.",
                standard = "[]")
        List<String> allowedHosts,

        @Setting(
                meaning = "Origins of pages elsewhere, such as https://charts.example.org, that may read /udf.",
                standard = "[]")
        List<String> chartOrigins,

        @Setting(meaning = ConnectionWords.ALL, unit = ConnectionWords.UNIT, standard = "2048")
        @Within(min = 1, max = Within.MAX_CONNECTIONS)
        int maxConnections,

        @Setting(meaning = ConnectionWords.FROM_ONE_ADDRESS, unit = ConnectionWords.UNIT, standard = "1024")
        @Within(min = 0, max = Within.MAX_CONNECTIONS)
        int maxConnectionsPerAddress,

        @Setting(meaning = "The address of this machine at which admin_port is served.", standard = "127.0.0.1")
        String adminHost,

        @Setting(
                meaning =
                        "The TCP port of /metrics, /api/v1/config and /api/v1/cluster. Left out: the dashboard's port.")
        @Within(min = 1, max = Within.MAX_PORT)
        @Nullable
        Integer adminPort) {}
