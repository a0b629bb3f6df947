package dev.ticktide.web.feed.socket;

/** Counts against a rate: so many at once, and so many more a second. Confined to one thread. */
public final class Meter {

    private static final double MILLIS = 1_000;

    private final int burst;
    private final double perMilli;
    private double left;
    private long seenAt;

    /** @param now milliseconds of any clock that only goes forward, the same that {@link #take} is given */
    public Meter(int burst, double perSecond, long now) {
        this.burst = burst;
        this.perMilli = perSecond / MILLIS;
        this.left = burst;
        this.seenAt = now;
    }

    /** Whether one more is within the rate; if so it is counted. */
    public boolean take(long now) {
        left = Math.min(burst, left + (now - seenAt) * perMilli);
        seenAt = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
