package dev.ticktide.balance;

import dev.ticktide.balance.backend.Watch;
import java.time.Duration;

/**
 * Where the balancer listens and how much it takes on. The bounds are per verticle instance.
 *
 * @param port 0 for any free one
 * @param maxBodyBytes what the nodes take at most, since a body is held until an answer begins
 * @param maxHeldBytes of all bodies held
 * @param maxConnections from outside, WebSockets among them
 * @param maxConnectionsPerAddress of those from one address; 0: no bound of its own
 * @param connectionsPerBackend to one port of a node, without WebSockets
 * @param queuePerBackend requests that may wait for one of those connections
 * @param connectTimeout for a connection to a node
 * @param queueTimeout for a connection to come free, the time to connect included
 * @param answerTimeout from sending to a node until its answer begins; above the 25 s of SockJS, whose polling answers
 *     that late when nothing happens
 * @param bodyTimeout from a request's head to the end of its body
 * @param idleTimeout after which a silent connection is closed, a WebSocket's too, and one without a request even if it
 *     sends
 */
public record BalanceSettings(
        String host,
        int port,
        int maxBodyBytes,
        long maxHeldBytes,
        int maxConnections,
        int maxConnectionsPerAddress,
        int connectionsPerBackend,
        int queuePerBackend,
        Duration connectTimeout,
        Duration queueTimeout,
        Duration answerTimeout,
        Duration bodyTimeout,
        Duration idleTimeout,
        Watch watch) {

    /** As configured, for nodes that take bodies of so many bytes. */
    public static BalanceSettings of(BalanceConfig config, int maxBodyBytes) {
        return new BalanceSettings(
                config.host(),
                config.port(),
                maxBodyBytes,
                128L * 1024 * 1024,
                config.maxConnections(),
                config.maxConnectionsPerAddress(),
                256,
                1_024,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(75),
                Watch.DEFAULTS);
    }

    public BalanceSettings {
        if (maxBodyBytes < 1 || maxHeldBytes < maxBodyBytes || maxConnections < 1) {
            throw new IllegalArgumentException("there must be room for at least one connection and one body, was "
                    + maxConnections + " connections, " + maxHeldBytes + " bytes for bodies of up to " + maxBodyBytes);
        }
        if (connectionsPerBackend < 1 || queuePerBackend < 0) {
            throw new IllegalArgumentException("each node needs at least one connection, was " + connectionsPerBackend
                    + " and " + queuePerBackend + " waiting for one");
        }
        Watch.requirePositive(connectTimeout, queueTimeout, answerTimeout, bodyTimeout, idleTimeout);
    }

    /** The same at another place. */
    public BalanceSettings at(String otherHost, int otherPort) {
        return with(otherHost, otherPort, maxConnections, maxConnectionsPerAddress);
    }

    /** The same with other bounds on connections from outside. */
    public BalanceSettings within(int connections, int connectionsOfAnAddress) {
        return with(host, port, connections, connectionsOfAnAddress);
    }

    private BalanceSettings with(String otherHost, int otherPort, int connections, int connectionsOfAnAddress) {
        return new BalanceSettings(
                otherHost,
                otherPort,
                maxBodyBytes,
                maxHeldBytes,
                connections,
                connectionsOfAnAddress,
                connectionsPerBackend,
                queuePerBackend,
                connectTimeout,
                queueTimeout,
                answerTimeout,
                bodyTimeout,
                idleTimeout,
                watch);
    }
}
