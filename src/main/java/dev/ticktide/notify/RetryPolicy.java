package dev.ticktide.notify;

import dev.ticktide.numeric.StableHash;
import dev.ticktide.settings.Defaults;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * When to try again: the wait doubles from {@code first} up to {@code max}, each shortened by up to {@code jitter} of itself
 * so that mails that failed together don't come back together. Pure: the same notification waits the same each time.
 *
 * @param jitter 0 to 1
 * @param giveUpAfter age at which a mail is given up, though not before it has had {@value #MIN_ATTEMPTS} attempts: a mail
 *     that was held up here has not been held up there
 */
public record RetryPolicy(Duration first, Duration max, double jitter, Duration giveUpAfter) {

    /** With the default waits the fifteenth attempt comes about half an hour after the first, which outlasts greylisting. */
    public static final int MIN_ATTEMPTS = 15;

    private static final double JITTER = 0.2;

    /** The policy of the default settings. */
    public static final RetryPolicy DEFAULT = of(Defaults.of(NotifyConfig.class));

    private static final int MAX_DOUBLINGS = 40;
    private static final double TWO_TO_THE_53RD = 0x1p53;

    static RetryPolicy of(NotifyConfig config) {
        return new RetryPolicy(config.retryFirst(), config.retryMax(), JITTER, config.giveUpAfter());
    }

    /** @throws IllegalArgumentException if the waits are not in order, or jitter or age are out of range */
    public RetryPolicy {
        if (first.isNegative() || first.isZero() || max.compareTo(first) < 0) {
            throw new IllegalArgumentException("waits must be 0 < first <= max, were " + first + " and " + max);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter must be within 0 and 1, was " + jitter);
        }
        if (giveUpAfter.isNegative()) {
            throw new IllegalArgumentException("giveUpAfter must be >= 0, was " + giveUpAfter);
        }
    }

    /**
     * When the next attempt is due, in epoch microseconds, always after {@code now}; empty if there is to be none.
     *
     * @param id of the notification, which decides the jitter
     * @param attempts made so far, the one that just failed included
     * @param createdAt, now epoch microseconds
     */
    public OptionalLong nextAttempt(String id, int attempts, long createdAt, long now) {
        if (attempts >= MIN_ATTEMPTS && now - createdAt >= Micros.of(giveUpAfter)) {
            return OptionalLong.empty();
        }
        double doubled = Micros.of(first) * Math.pow(2, Math.min(Math.max(attempts, 1) - 1, MAX_DOUBLINGS));
        double wait = Math.min(doubled, (double) Micros.of(max));
        double chance = (StableHash.of(id + '#' + attempts) >>> 11) / TWO_TO_THE_53RD;
        return OptionalLong.of(now + Math.max(1, (long) (wait * (1 - jitter * chance))));
    }
}
