package dev.ticktide.balance.head;

import dev.ticktide.http.ProblemType;

/** What the balancer itself answers, besides the problems of any server. */
public final class Refusal {

    /** An {@code Expect} header other than 100-continue. */
    public static final ProblemType EXPECTATION_FAILED =
            ProblemType.of(417, "expectation_failed", "The expectation is not known");

    /** The node's connection broke, or what it answered is no HTTP. */
    public static final ProblemType BAD_GATEWAY =
            ProblemType.of(502, "bad_gateway", "It is not known whether it was done");

    /** No node took the request: nothing was done. */
    public static final ProblemType NO_NODE = ProblemType.of(503, "no_node", "No node can take this now");

    /** The node that took events did not say whether it stored them. */
    public static final ProblemType OUTCOME_UNKNOWN =
            ProblemType.of(503, "outcome_unknown", "It is not known whether everything was stored");

    private Refusal() {}
}
