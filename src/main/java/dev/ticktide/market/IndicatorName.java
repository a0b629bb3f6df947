package dev.ticktide.market;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An indicator with its period, written {@code sma(20)}.
 *
 * @param period in bars, 1 to {@value #MAX_PERIOD}
 */
public record IndicatorName(Kind kind, int period) {

    /** The kinds of indicator there are. The order is part of the stored formats. */
    public enum Kind {
        SMA,
        EMA,
        RSI
    }

    public static final int MAX_PERIOD = 5_000;

    private static final Pattern FORM = Pattern.compile("([a-z]+)\\(([0-9]{1,5})\\)");

    public IndicatorName {
        if (period < 1 || period > MAX_PERIOD) {
            throw new IllegalArgumentException(
                    "an indicator's period must be 1 to " + MAX_PERIOD + " bars, was " + period);
        }
    }

    /** Reads {@code sma(20)}. Fails with {@link IllegalArgumentException} that says what is allowed. */
    public static IndicatorName parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            for (Kind kind : Kind.values()) {
                if (kind.name().toLowerCase(Locale.ROOT).equals(matcher.group(1))) {
                    return new IndicatorName(kind, Integer.parseInt(matcher.group(2)));
                }
            }
        }
        throw new IllegalArgumentException("an indicator is written sma(20), ema(12) or rsi(14)");
    }

    /** How many bars it takes until the first value. */
    public int warmUp() {
        return kind == Kind.RSI ? period + 1 : period;
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + "(" + period + ")";
    }
}
