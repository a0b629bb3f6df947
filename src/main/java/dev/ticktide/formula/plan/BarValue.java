package dev.ticktide.formula.plan;

import dev.ticktide.market.bar.Bar;
import java.time.DayOfWeek;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What a bar itself says, by the name of its series. */
public final class BarValue {

    private static final long MINUTE = 60_000_000L;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final int WEEK = 7;

    /** 1 January 1970. */
    private static final int FIRST_DAY = DayOfWeek.THURSDAY.getValue();

    private static final Map<String, ToDoubleFunction<Bar>> SERIES = Map.ofEntries(
            Map.entry("open", Bar::open),
            Map.entry("high", Bar::high),
            Map.entry("low", Bar::low),
            Map.entry("close", Bar::close),
            Map.entry("volume", Bar::volume),
            Map.entry("hl2", bar -> (bar.high() + bar.low()) / 2),
            Map.entry("hlc3", bar -> (bar.high() + bar.low() + bar.close()) / 3),
            Map.entry("ohlc4", bar -> (bar.open() + bar.high() + bar.low() + bar.close()) / 4),
            Map.entry("day", bar -> Math.floorDiv(bar.time(), DAY)),
            Map.entry("hour", bar -> Math.floorDiv(Math.floorMod(bar.time(), DAY), HOUR)),
            Map.entry("minute", bar -> Math.floorDiv(Math.floorMod(bar.time(), HOUR), MINUTE)),
            Map.entry("weekday", bar -> weekday(bar.time())));

    private BarValue() {}

    static boolean isSeries(String name) {
        return SERIES.containsKey(name);
    }

    /** Fails with {@link IllegalArgumentException} for what plans do not compute. */
    static ToDoubleFunction<Bar> of(String name) {
        ToDoubleFunction<Bar> found = SERIES.get(name);
        if (found == null) {
            throw new IllegalArgumentException("not computed yet: " + name);
        }
        return found;
    }

    private static double weekday(long time) {
        return Math.floorMod(Math.floorDiv(time, DAY) + FIRST_DAY - 1, WEEK) + 1;
    }
}
