package dev.ticktide.ingest.parse;

import dev.ticktide.ingest.scan.Field;
import dev.ticktide.ingest.scan.Times;
import java.util.function.ToDoubleFunction;

/** Fields of a candle that are good by themselves and contradict each other. */
final class Contradictions {

    private Contradictions() {}

    /**
     * Adds what is wrong to {@code problems}; whether anything is.
     *
     * @param good the number of a field; NaN, which is neither above nor below anything, if it is not there or wrong by itself
     */
    static boolean report(ToDoubleFunction<Field> good, JsonPosition position, ProblemList problems) {
        double open = good.applyAsDouble(Field.OPENING_PRICE);
        double close = good.applyAsDouble(Field.CLOSING_PRICE);
        double high = good.applyAsDouble(Field.HIGH);
        double low = good.applyAsDouble(Field.LOW);
        long room = room(good.applyAsDouble(Field.TIMESTAMP));
        boolean sequenceIsWrong = good.applyAsDouble(Field.SEQUENCE) >= room;
        boolean highIsWrong = high < open || high < close;
        boolean lowIsWrong = low > open || low > close;
        if (sequenceIsWrong) {
            problems.add(
                    position.field(Field.SEQUENCE),
                    ProblemCode.OUT_OF_RANGE,
                    "must be below " + room + ", so that it stays within the unit of this timestamp");
        }
        if (highIsWrong) {
            problems.add(position.field(Field.HIGH), ProblemCode.OHLC_INCONSISTENT, "must not be below open or close");
        }
        if (lowIsWrong) {
            problems.add(position.field(Field.LOW), ProblemCode.OHLC_INCONSISTENT, "must not be above open or close");
        }
        return sequenceIsWrong || highIsWrong || lowIsWrong;
    }

    /** How many prints of the timestamp's instant there is room for: until the next whole second or millisecond. */
    private static long room(double seconds) {
        if (Double.isNaN(seconds)) {
            return Long.MAX_VALUE;
        }
        long micros = Times.toMicros(seconds);
        return micros % 1_000_000 == 0 ? 1_000_000 : micros % 1_000 == 0 ? 1_000 : 1;
    }
}
