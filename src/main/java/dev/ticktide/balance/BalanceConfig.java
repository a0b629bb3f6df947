package dev.ticktide.balance;

import dev.ticktide.settings.Setting;
import dev.ticktide.settings.Within;

/** The section {@code balance} of the settings: the load balancer, on nodes with that role. */
public record BalanceConfig(
        @Setting(meaning = "The address of this machine at which the balancer listens.", standard = "127.0.0.1")
        String host,

        @Setting(meaning = "The TCP port of the balancer.", standard = "8000") @Within(min = 1, max = Within.MAX_PORT)
        int port,

        @Setting(
                meaning = "The most open connections to the port; fewer if the process may not open as many files.",
                unit = "connections",
                standard = "8192")
        @Within(min = 1, max = Within.MAX_CONNECTIONS)
        int maxConnections,

        @Setting(
                meaning = "The most of those connections from one address; 0: no limit of its own.",
                unit = "connections",
                standard = "1024")
        @Within(min = 0, max = Within.MAX_CONNECTIONS)
        int maxConnectionsPerAddress) {}
