package dev.ticktide.balance;

import dev.ticktide.settings.ConnectionWords;
import dev.ticktide.settings.Setting;
import dev.ticktide.settings.Within;

/** The section {@code balance} of the settings: the load balancer, on nodes with that role. */
public record BalanceConfig(
        @Setting(meaning = "The address of this machine at which the balancer listens.", standard = "127.0.0.1")
        String host,

        @Setting(meaning = "The TCP port of the balancer.", standard = "8000") @Within(min = 1, max = Within.MAX_PORT)
        int port,

        @Setting(meaning = ConnectionWords.ALL, unit = ConnectionWords.UNIT, standard = "8192")
        @Within(min = 1, max = Within.MAX_CONNECTIONS)
        int maxConnections,

        @Setting(meaning = ConnectionWords.FROM_ONE_ADDRESS, unit = ConnectionWords.UNIT, standard = "1024")
        @Within(min = 0, max = Within.MAX_CONNECTIONS)
        int maxConnectionsPerAddress) {}
