package dev.ticktide.market.log;

import org.jspecify.annotations.Nullable;

/**
 * How far a load of history has come, in events.
 *
 * @param what is being filled in, in words for the page: "simulated history", "AAPL from prices.csv"
 * @param done stored so far, never more than {@code all}
 * @param all of them, at least 1; it may grow during the load
 * @param symbol whose past it is; {@code null} if it is that of many
 */
public record Filling(
        String what, long done, long all, @Nullable String symbol) {

    private static final int LONGEST = 120;

    /** Of many symbols. */
    public Filling(String what, long done, long all) {
        this(what, done, all, null);
    }

    /** Cuts a long name and brings the counts into their range; never fails. */
    public Filling {
        what = what.length() > LONGEST ? what.substring(0, LONGEST) : what;
        all = Math.max(1, all);
        done = Math.max(0, Math.min(done, all));
    }

    /** 0 to 100, rounded down: 100 only when all is done. */
    public int percent() {
        return (int) Math.floor(100.0 * done / all);
    }
}
