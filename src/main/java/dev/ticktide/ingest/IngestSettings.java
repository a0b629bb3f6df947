package dev.ticktide.ingest;

import dev.ticktide.ingest.parse.IngestLimits;
import java.time.Duration;
import java.util.List;

/**
 * Where the ingest stage listens, and its bounds. The bounds are per verticle instance.
 *
 * @param port 0 for any free one
 * @param maxInFlightRequests read whole and waiting for their owners
 * @param maxInFlightBytes of bodies being read or waiting for their owners
 * @param maxConnectionsPerAddress of those from one address; 0: no bound of its own
 * @param bodyTimeout from a request's head to the end of its body, and from a connection to its first request
 * @param idleTimeout after which a silent connection is closed
 * @param allowedHosts names, besides loopback and {@code host}, that a Host or Origin header may carry; {@code *} for
 *     any
 * @param bench whether {@code POST /discard} is there, which does everything but store
 * @param loadsWait how long a load of history is kept for its next part
 * @param rerouteDelay before a part of a batch whose partition has moved is sent to the next owner, at least 1 ms
 */
public record IngestSettings(
        String host,
        int port,
        IngestLimits limits,
        int maxInFlightRequests,
        long maxInFlightBytes,
        int maxConnections,
        int maxConnectionsPerAddress,
        Duration bodyTimeout,
        Duration idleTimeout,
        List<String> allowedHosts,
        boolean bench,
        Duration loadsWait,
        Duration rerouteDelay) {

    private static final long MAX_IN_FLIGHT_BYTES = 64L * 1024 * 1024;
    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(75);

    /** Time until the claim of a new owner is known at another node. */
    private static final Duration REROUTE_DELAY = Duration.ofMillis(40);

    /**
     * As configured, for each of the instances, which share the port's connections evenly.
     *
     * @param connections to the port, of those configured as many as the process can open
     */
    public static IngestSettings of(IngestConfig config, int connections, Duration loadsWait) {
        return new IngestSettings(
                config.host(),
                config.port(),
                config.limits(),
                config.maxInFlight(),
                MAX_IN_FLIGHT_BYTES,
                share(connections, config.instances()),
                share(config.maxConnectionsPerAddress(), config.instances()),
                BODY_TIMEOUT,
                IDLE_TIMEOUT,
                config.allowedHosts(),
                config.bench(),
                loadsWait,
                REROUTE_DELAY);
    }

    private static int share(int connections, int instances) {
        return (connections + instances - 1) / instances;
    }

    /** @throws IllegalArgumentException if not even one request of the largest size has room */
    public IngestSettings {
        allowedHosts = List.copyOf(allowedHosts);
        if (maxInFlightRequests < 1 || maxInFlightBytes < limits.maxBodyBytes() || maxConnections < 1) {
            throw new IllegalArgumentException("there must be room in flight for at least one request of "
                    + limits.maxBodyBytes() + " bytes, was " + maxInFlightRequests + " requests, " + maxInFlightBytes
                    + " bytes, " + maxConnections + " connections");
        }
    }
}
