package dev.ticktide.market.bar;

import dev.ticktide.market.symbol.Timeframe;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one log entry did to one bar: the bar with the indicator values at its close, or its provisional values while open.
 *
 * <p>{@code values} are in the order of the configured indicators and their outputs, {@code NaN} while warming up; {@code previous} are those
 * of the closed bar before. Both arrays are shared, never changed after construction.
 *
 * <p>On {@code raw}, where a candle is a closed bar at once, an update that is not closed is a candle that came late, or one that
 * takes the place of an earlier one: it made no bar, no rule looks at it, but it belongs to the figures of its day.
 *
 * @param seq of the log entry that caused it
 * @param arrival of that log entry, epoch microseconds
 * @param closed a closed bar is final; an open one is for the screen only
 * @param bars how many closed bars of this symbol and timeframe there have been, this one included when closed
 * @param sameAs the finest clock-aligned timeframe on which the symbol has just the same bar with just the same values, as where
 *     candles come once an hour and the 1m bars are those of 1h; {@code null} if there is none, and always on raw
 * @param was the candle whose place a correction takes; {@code null} for anything else
 */
public record BarUpdate(
        String symbol,
        Timeframe timeframe,
        long seq,
        long arrival,
        boolean closed,
        Bar bar,
        double[] values,
        double[] previous,
        long bars,
        @Nullable Timeframe sameAs,
        @Nullable Bar was) {

    /** Whether it is a candle that came after newer ones of its symbol. */
    public boolean isLate() {
        return timeframe.isRaw() && !closed && was == null;
    }

    /** Whether it is a candle that takes the place of an earlier one of its time. */
    public boolean isCorrection() {
        return was != null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BarUpdate that
                && symbol.equals(that.symbol)
                && timeframe.equals(that.timeframe)
                && seq == that.seq
                && arrival == that.arrival
                && closed == that.closed
                && bar.equals(that.bar)
                && Arrays.equals(values, that.values)
                && Arrays.equals(previous, that.previous)
                && bars == that.bars
                && Objects.equals(sameAs, that.sameAs)
                && Objects.equals(was, that.was);
    }

    @Override
    public int hashCode() {
        return Objects.hash(symbol, timeframe, seq, closed);
    }
}
