package dev.ticktide.web.udf;

import dev.ticktide.market.symbol.Timeframe;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * TradingView's names of bar lengths: minutes as a bare number (never hours), {@code 5S} for seconds, {@code 1D} for days. The
 * timeframe {@code raw} has none, since candles need not come at regular times.
 */
final class UdfResolution {

    private static final long SECOND = 1_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long DAY = 1_440 * MINUTE;
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,4})?([SD]?)");

    private UdfResolution() {}

    static Optional<String> name(Timeframe timeframe) {
        long micros = timeframe.micros();
        if (timeframe.isRaw()) {
            return Optional.empty();
        }
        if (micros % DAY == 0) {
            return Optional.of(micros / DAY + "D");
        }
        return Optional.of(micros % MINUTE == 0 ? Long.toString(micros / MINUTE) : micros / SECOND + "S");
    }

    /** The timeframe among these that a client means by {@code 5}, {@code 30S}, {@code D} or {@code 1D}. */
    static Optional<Timeframe> find(String text, List<Timeframe> among) {
        Matcher matcher = FORM.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            return Optional.empty();
        }
        long count = matcher.group(1) == null ? 1 : Long.parseLong(matcher.group(1));
        long micros = count
                * switch (matcher.group(2)) {
                    case "S" -> SECOND;
                    case "D" -> DAY;
                    default -> MINUTE;
                };
        return among.stream().filter(timeframe -> timeframe.micros() == micros).findFirst();
    }

    static List<String> names(List<Timeframe> timeframes) {
        return timeframes.stream().flatMap(each -> name(each).stream()).toList();
    }
}
