package dev.ticktide.balance;

import dev.ticktide.balance.backend.BackendRole;
import dev.ticktide.balance.backend.Failure;
import dev.ticktide.balance.backend.Target;
import dev.ticktide.balance.backend.Targets;
import dev.ticktide.balance.head.Affinity;
import dev.ticktide.balance.head.Refusal;
import dev.ticktide.http.ProblemDetail;
import dev.ticktide.http.RequestProblem;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a request was tried, whether it may be tried again, and what is known of its outcome. Reports each attempt to the
 * metrics. Confined to one event loop.
 */
final class NodeAttempts {

    private static final Logger LOG = LoggerFactory.getLogger(NodeAttempts.class);

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final int MOST_DELIVERIES = 2;

    private final Targets targets;
    private final BalanceMetrics metrics;
    private final BackendRole role;
    private final boolean upgrade;
    private final boolean repeatable;
    private final @Nullable String usual;
    private final Set<Target> tried = new HashSet<>();
    private @Nullable Target target;
    private int deliveries;
    private boolean outcomeUnknown;
    private boolean queuesFull;
    private long began;

    /** @param upgrade whether the request asks for a WebSocket */
    NodeAttempts(Targets targets, BalanceMetrics metrics, HttpServerRequest request, boolean upgrade) {
        this.targets = targets;
        this.metrics = metrics;
        this.role = BackendRole.of(request.path());
        this.upgrade = upgrade;
        this.repeatable = role == BackendRole.INGEST || SAFE.contains(request.method());
        this.usual = role == BackendRole.WEB ? Affinity.of(request) : null;
    }

    /** The best target that was not tried; {@code null} if there is none. */
    @Nullable
    Target choose() {
        return targets.choose(role, tried, upgrade, usual);
    }

    void begin(Target next) {
        target = next;
        tried.add(next);
        next.enter(upgrade);
        began = System.nanoTime();
        metrics.began(next.node().name(), role.label());
    }

    /** The attempt that was begun is over; nothing happens if none is. */
    void end(String result) {
        Target left = target;
        if (left != null) {
            target = null;
            left.leave(upgrade);
            long micros = (System.nanoTime() - began) / 1_000;
            metrics.finished(left.node().name(), role.label(), result, micros);
        }
    }

    /** The request has been sent to a node. */
    void delivered() {
        deliveries++;
    }

    /** A node may have done what was asked, and has not answered. */
    void outcomeUnknown() {
        outcomeUnknown = true;
    }

    /** There was no connection to a target in time. */
    void queueFull() {
        queuesFull = true;
    }

    /** Whether it may be sent to a node that says itself that it has done nothing. */
    boolean mayDeliverAgain() {
        return deliveries < MOST_DELIVERIES;
    }

    /**
     * As {@link #choose}, but for another attempt: {@code null} also if it may have been done and must not be done twice.
     *
     * @param reason the result of the attempt before
     */
    @Nullable
    Target chooseAgain(String reason) {
        boolean mayRepeat = !outcomeUnknown || (repeatable && deliveries < MOST_DELIVERIES);
        Target next = mayRepeat ? choose() : null;
        if (next != null) {
            retried(reason);
        }
        return next;
    }

    /** @param reason the result of the attempt before */
    void retried(String reason) {
        metrics.retried(role.label(), reason);
    }

    void failed(Target at, Failure failure, Throwable cause) {
        if (at.failed(System.nanoTime())) {
            LOG.warn("left out {}: {}, {}", at, failure.label(), String.valueOf(cause));
            metrics.ejected(at.node().name(), role.label(), failure.label());
        }
    }

    /** Has a browser come back to the node of this attempt, unless it does already. */
    void setAffinity(HttpServerResponse response) {
        Target from = target;
        if (role == BackendRole.WEB && from != null && !from.node().name().equals(usual)) {
            Affinity.set(response, from.node().name());
        }
    }

    /** What to answer if there is no node left to be tried. */
    ProblemDetail problem() {
        if (outcomeUnknown && role == BackendRole.INGEST) {
            return Refusal.OUTCOME_UNKNOWN.because("it may be stored in part or whole; sending the same again is safe");
        } else if (outcomeUnknown) {
            return Refusal.BAD_GATEWAY.because("the connection to the node broke before it answered");
        } else if (queuesFull || targets.isFull(role)) {
            return RequestProblem.OVERLOADED.because("nothing was done; try again shortly");
        } else {
            return Refusal.NO_NODE.because("nothing was done; try again shortly");
        }
    }
}
