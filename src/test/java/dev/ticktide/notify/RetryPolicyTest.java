package dev.ticktide.notify;

import static dev.ticktide.notify.Samples.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    private static final long DAY = 86_400 * SECOND;

    private static RetryPolicy jitter(double jitter) {
        return new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5), jitter, Duration.ofDays(5));
    }

    @Test
    void waitsDoubleUpToTheLongest() {
        long[] seconds = IntStream.of(1, 2, 3, 8, 9, 10, 11, 100, Integer.MAX_VALUE)
                .mapToLong(
                        attempts -> jitter(0).nextAttempt("id", attempts, 0, 7).getAsLong() - 7)
                .map(micros -> micros / SECOND)
                .toArray();
        assertEquals(
                LongStream.of(1, 2, 4, 128, 256, 300, 300, 300, 300).boxed().toList(),
                LongStream.of(seconds).boxed().toList());
    }

    @Test
    void jitterShortensByNoMoreThanItsShareAndIsTheSameEachTime() {
        Set<Long> waits = IntStream.range(0, 1_000)
                .mapToObj(i -> jitter(0.2).nextAttempt("mail-" + i, 10, 0, 0).getAsLong())
                .collect(Collectors.toSet());
        assertTrue(waits.size() > 900, "they spread");
        waits.forEach(wait -> assertTrue(wait > 240 * SECOND && wait <= 300 * SECOND, "wait " + wait));
        assertEquals(jitter(0.2).nextAttempt("mail-1", 10, 0, 0), jitter(0.2).nextAttempt("mail-1", 10, 0, 0));
    }

    @Test
    void givesUpAtTheAgeAllowedButNotBeforeTheMailHasHadItsAttempts() {
        RetryPolicy policy = RetryPolicy.DEFAULT;
        assertTrue(policy.nextAttempt("id", 400, 0, 5 * DAY - 1).isPresent());
        assertEquals(OptionalLong.empty(), policy.nextAttempt("id", 400, 0, 5 * DAY));
        assertTrue(policy.nextAttempt("id", RetryPolicy.MIN_ATTEMPTS - 1, 0, 50 * DAY)
                .isPresent());
    }

    @Test
    void theAttemptsAMailIsSureOfOutlastGreylisting() {
        long now = 0;
        for (int attempts = 1; attempts < RetryPolicy.MIN_ATTEMPTS; attempts++) {
            now = RetryPolicy.DEFAULT
                    .nextAttempt("id", attempts, -50 * DAY, now)
                    .getAsLong();
        }
        assertTrue(now > 20 * 60 * SECOND, "lasts " + now / SECOND + " s");
    }

    @Test
    void refusesWaitsThatMakeNoSense() {
        Duration second = Duration.ofSeconds(1);
        assertThrows(IllegalArgumentException.class, () -> new RetryPolicy(Duration.ZERO, second, 0, second));
        assertThrows(IllegalArgumentException.class, () -> new RetryPolicy(second, second.dividedBy(2), 0, second));
        assertThrows(IllegalArgumentException.class, () -> new RetryPolicy(second, second, 1.5, second));
    }
}
