package dev.ticktide.notify;

import java.time.Duration;

/**
 * How fast the outbox is sent, and for how long a node may hold its rows.
 *
 * @param pollInterval how often to look for due mails when nothing wakes the stage
 * @param concurrency mails being sent at once; at most the connections the mail server allows
 * @param lease how long a mail belongs to the node that took it, from each {@code pollInterval} on while it is being
 *     sent: how long the mails of a node that died have to wait
 * @param stopGrace how long stopping waits for mails being sent
 */
public record NotifySettings(
        Duration pollInterval, int concurrency, Duration lease, Duration stopGrace, RetryPolicy retry) {

    /** The values that no setting changes, with the default policy of retries. */
    public static final NotifySettings DEFAULT = new NotifySettings(
            Duration.ofSeconds(1), 2, Duration.ofSeconds(5), Duration.ofSeconds(3), RetryPolicy.DEFAULT);

    /** As configured. */
    public static NotifySettings of(NotifyConfig config) {
        return new NotifySettings(
                DEFAULT.pollInterval, DEFAULT.concurrency, DEFAULT.lease, DEFAULT.stopGrace, RetryPolicy.of(config));
    }

    /** @throws IllegalArgumentException if a duration or number is out of range, naming it */
    public NotifySettings {
        if (pollInterval.toMillis() <= 0) {
            throw new IllegalArgumentException("pollInterval must be at least 1 ms, was " + pollInterval);
        }
        if (concurrency <= 0) {
            throw new IllegalArgumentException("concurrency must be > 0, was " + concurrency);
        }
        if (lease.isNegative() || lease.isZero()) {
            throw new IllegalArgumentException("lease must be > 0, was " + lease);
        }
        if (stopGrace.isNegative()) {
            throw new IllegalArgumentException("stopGrace must be >= 0, was " + stopGrace);
        }
    }
}
