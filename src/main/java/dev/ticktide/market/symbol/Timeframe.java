package dev.ticktide.market.symbol;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How candles are gathered into bars: {@code raw} takes every candle as one closed bar; the others are aligned to the UTC
 * clock.
 *
 * @param name as written in configuration and requests: {@code raw}, or a number and {@code s m h d}, such as {@code 5m}
 * @param micros length in microseconds; 0 for {@code raw}
 */
public record Timeframe(String name, long micros) {

    /** The timeframe on which each candle is a closed bar. */
    public static final Timeframe RAW = new Timeframe("raw", 0);

    private static final long DAY = 86_400_000_000L;
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,3})([smhd])");

    /** @throws IllegalArgumentException if the length is negative or no whole number of it makes a day */
    public Timeframe {
        if (micros < 0 || (micros > 0 && DAY % micros != 0)) {
            throw new IllegalArgumentException(
                    "timeframe " + name + " does not divide a day evenly, so its bars have no fixed start");
        }
    }

    /** Reads a name. Fails with {@link IllegalArgumentException} that says what is allowed. */
    public static Timeframe parse(String name) {
        if (name.equals(RAW.name)) {
            return RAW;
        }
        Matcher matcher = FORM.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "timeframe must be raw or a number with s, m, h or d such as 5m, was \"" + name + "\"");
        }
        long unit =
                switch (matcher.group(2)) {
                    case "s" -> 1_000_000L;
                    case "m" -> 60_000_000L;
                    case "h" -> 3_600_000_000L;
                    default -> DAY;
                };
        return new Timeframe(name, Long.parseLong(matcher.group(1)) * unit);
    }

    /** Whether bars are the candles themselves, at times that no clock decides. */
    public boolean isRaw() {
        return micros == 0;
    }

    /**
     * Start of the bar that {@code time} falls into; for {@code raw} the time itself. Epoch microseconds; bars start at
     * multiples of the length since 1970-01-01 UTC.
     */
    public long startOf(long time) {
        return isRaw() ? time : Math.floorDiv(time, micros) * micros;
    }

    @Override
    public String toString() {
        return name;
    }
}
