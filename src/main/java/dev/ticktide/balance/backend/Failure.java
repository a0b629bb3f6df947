package dev.ticktide.balance.backend;

import java.util.Locale;

/** Why a node is left out: log field and metric label at once. */
public enum Failure {
    REFUSED,
    RESET,
    TIMEOUT,
    CHECK_FAILED;

    /** As in metrics and log lines. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
