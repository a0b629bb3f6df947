package dev.ticktide.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what happens elsewhere, and says what it saw last when it does not happen. */
public final class Await {

    private static final long PAUSE_MILLIS = 50;
    private static final long SHORT_PAUSE_MILLIS = 5;
    private static final int SHORT_PAUSES = 4_000;

    private Await() {}

    /** The first value that {@code wanted} accepts. Fails with {@code what} and the last value after {@code limit}. */
    public static <T> T until(String what, Duration limit, Supplier<T> value, Predicate<? super T> wanted) {
        long end = System.nanoTime() + limit.toNanos();
        T last = value.get();
        while (!wanted.test(last)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "waited " + limit.toMillis() + " ms for " + what + "; seen last: " + shortened(last));
            }
            pause(PAUSE_MILLIS);
            last = value.get();
        }
        return last;
    }

    /** Until something holds, for 20 seconds. Counted in looks, so that a machine that stood still uses up one of them only. */
    public static void until(BooleanSupplier holds) {
        for (int looks = 0; !holds.getAsBoolean(); looks++) {
            if (looks == SHORT_PAUSES) {
                throw new AssertionError("waited for too long");
            }
            pause(SHORT_PAUSE_MILLIS);
        }
    }

    private static String shortened(Object last) {
        String text = String.valueOf(last);
        return text.length() <= 2_000 ? text : "… " + text.substring(text.length() - 2_000);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }
}
