package dev.ticktide.ingest;

import dev.ticktide.ingest.parse.IngestLimits;
import dev.ticktide.settings.ConnectionWords;
import dev.ticktide.settings.Defaults;
import dev.ticktide.settings.Setting;
import dev.ticktide.settings.Within;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The section {@code ingest} of the settings: where data comes in, and how much of it. */
public record IngestConfig(
        @Setting(meaning = "The address of this machine at which POST /ingest is served.", standard = "127.0.0.1")
        String host,

        @Setting(meaning = "The TCP port of POST /ingest.", standard = "5000") @Within(min = 1, max = Within.MAX_PORT)
        int port,

        @Setting(meaning = "The largest body of a request.", unit = "bytes", standard = "8388608")
        @Within(min = 1024, max = 64 * 1024 * 1024)
        int maxBody,

        @Setting(meaning = "The most events in one request.", unit = "events", standard = "10000")
        @Within(min = 1, max = 1_000_000)
        int maxEvents,

        @Setting(
                meaning = "The most distinct symbols; one more gets 429. Left out: as many as the heap has room for.",
                unit = "symbols")
        @Within(min = 1, max = MAX_SYMBOLS)
        @Nullable
        Integer maxSymbols,

        @Setting(meaning = "How far ahead of its arrival the timestamp of an event may be.", standard = "60s")
        @Within(min = 0, max = 365 * Within.DAY)
        Duration maxFuture,

        @Setting(
                meaning = "The most requests that may be in progress at once; one more gets 503.",
                unit = "requests",
                standard = "2048")
        @Within(min = 1, max = 1_000_000)
        int maxInFlight,

        @Setting(meaning = "How many event loops serve the port.", unit = "event loops", standard = "1")
        @Within(min = 1, max = 64)
        int instances,

        @Setting(
                meaning = "Names, besides loopback and host, that a Host or Origin header may carry; \"*\": any.",
                standard = "[]")
        List<String> allowedHosts,

        @Setting(
                meaning =
                        "Whether POST /discard is served too, which checks a request as /ingest does and stores nothing.",
                standard = "false")
        boolean bench,

        @Setting(meaning = ConnectionWords.ALL, unit = ConnectionWords.UNIT, standard = "8192")
        @Within(min = 1, max = Within.MAX_CONNECTIONS)
        int maxConnections,

        @Setting(meaning = ConnectionWords.FROM_ONE_ADDRESS, unit = ConnectionWords.UNIT, standard = "4096")
        @Within(min = 0, max = Within.MAX_CONNECTIONS)
        int maxConnectionsPerAddress) {

    /** The greatest limit of distinct symbols that may be set. */
    public static final long MAX_SYMBOLS = 1_000_000;

    /** The limits of one request as they are without settings. */
    public static final IngestLimits DEFAULT_LIMITS =
            Defaults.of(IngestConfig.class).limits();

    IngestLimits limits() {
        return new IngestLimits(maxBody, maxEvents, maxFuture);
    }
}
