package dev.ticktide.balance;

import java.util.Locale;

/** Why a node is left out: log field and metric label at once. */
enum Failure {
    REFUSED,
    RESET,
    TIMEOUT,
    CHECK_FAILED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
