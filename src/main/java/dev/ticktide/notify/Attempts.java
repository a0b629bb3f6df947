package dev.ticktide.notify;

import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Notification.State;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Computes the state of an outbox row after an attempt, by the policy of retries. Stateless. */
final class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private final RetryPolicy policy;
    private final NotifyMetrics metrics;

    Attempts(RetryPolicy policy, NotifyMetrics metrics) {
        this.policy = policy;
        this.metrics = metrics;
    }

    /** @param failure {@code null} if the message was sent */
    Notification result(Notification row, @Nullable Throwable failure, long now) {
        if (failure == null) {
            return row.after(State.SENT, row.nextAttemptAt(), now, null);
        }
        DeliveryException cause = cause(row, failure);
        int attempt = row.attempts() + 1;
        OptionalLong next =
                cause.retryable() ? policy.nextAttempt(row.id(), attempt, row.createdAt(), now) : OptionalLong.empty();
        String reason = cause.reason().label();
        if (next.isPresent()) {
            LOG.debug(
                    "{} {} not sent at attempt {}, will be tried again: {}", row.channel(), row.id(), attempt, reason);
            return row.after(State.PENDING, next.getAsLong(), 0, cause.describe());
        }
        LOG.warn("{} {} given up after {} attempts: {}", row.channel(), row.id(), attempt, reason);
        return row.after(State.FAILED, row.nextAttemptAt(), now, cause.describe());
    }

    /** Counts a result that is stored. */
    void count(Notification result) {
        boolean retried = result.state() == State.PENDING;
        metrics.delivered(result.channel(), retried ? "retry" : result.state().label());
        if (result.state() == State.SENT) {
            metrics.latency((result.settledAt() - result.createdAt()) / Micros.PER_SECOND);
        }
    }

    private static DeliveryException cause(Notification row, Throwable failure) {
        if (failure instanceof DeliveryException delivery) {
            return delivery;
        }
        LOG.error("Sending {} {} failed unexpectedly", row.channel(), row.id(), failure);
        return new DeliveryException(FailureReason.UNEXPECTED, true, failure.toString());
    }
}
