package dev.ticktide.balance.head;

import dev.ticktide.http.ProblemType;
import java.util.Locale;

/** What the balancer itself answers, besides the problems of any server. */
public enum Refusal implements ProblemType {
    EXPECTATION_FAILED(417, "The expectation is not known"),
    BAD_GATEWAY(502, "It is not known whether it was done"),
    NO_NODE(503, "No node can take this now"),
    OUTCOME_UNKNOWN(503, "It is not known whether everything was stored");

    private final int status;
    private final String title;

    Refusal(int status, String title) {
        this.status = status;
        this.title = title;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
