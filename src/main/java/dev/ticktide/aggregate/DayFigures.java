package dev.ticktide.aggregate;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.numeric.Doubles;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;

/**
 * Prices, volume, VWAP and moves of one stock on the current UTC day by candle time; they start anew with the day's first
 * candle, late ones included. Moves, in per cent, are averaged by Welford's recurrence (1962). Confined to one thread.
 */
final class DayFigures {

    private static final long DAY_MICROS = 86_400_000_000L;
    private static final double PERCENT = 100;

    private final CompensatedSum volume = new CompensatedSum();
    private final CompensatedSum tradedValue = new CompensatedSum();
    private long day = Long.MIN_VALUE;
    private double last = Double.NaN;
    private long lastTime;
    private long openTime;
    private double previousClose = Double.NaN;
    private double open;
    private double high;
    private double low;
    private long bars;
    private long moves;
    private double meanMovePercent;
    private double squaredDeviations;

    /** Takes the values of other figures. */
    void copy(DayFigures other) {
        volume.copy(other.volume);
        tradedValue.copy(other.tradedValue);
        day = other.day;
        last = other.last;
        lastTime = other.lastTime;
        openTime = other.openTime;
        previousClose = other.previousClose;
        open = other.open;
        high = other.high;
        low = other.low;
        bars = other.bars;
        moves = other.moves;
        meanMovePercent = other.meanMovePercent;
        squaredDeviations = other.squaredDeviations;
    }

    /** Folds a candle that is later than all before. */
    void fold(Bar bar) {
        long today = dayOf(bar.time());
        if (today != day) {
            startDay(today, bar);
        } else if (dayOf(lastTime) == today) {
            move(PERCENT * (bar.close() / last - 1));
        }
        widen(bar);
        add(bar, 1);
        bars++;
        last = bar.close();
        lastTime = bar.time();
    }

    /** A late candle is part of its day while that lasts, as of any open bar; last price and moves are those in order of time. */
    void foldLate(Bar bar) {
        long its = dayOf(bar.time());
        if (its < day) {
            return;
        }
        if (its > day) {
            startDay(its, bar);
        } else if (bar.time() < openTime) {
            openTime = bar.time();
            open = bar.open();
        }
        widen(bar);
        add(bar, 1);
        bars++;
    }

    /** Another candle than the last one has other values now. An extreme that is taken back stays, and moves are as they were. */
    void correct(Bar bar, Bar was) {
        if (dayOf(bar.time()) != day) {
            return;
        }
        if (bar.time() == openTime) {
            open = bar.open();
        }
        widen(bar);
        add(bar, 1);
        add(was, -1);
    }

    /** Whether there has been a candle: before, there is nothing to sum up. */
    boolean hasPrice() {
        return !Double.isNaN(last);
    }

    double last() {
        return last;
    }

    /** Time of the last candle, epoch microseconds. */
    long lastTime() {
        return lastTime;
    }

    /** The last price of the day before; {@code NaN} on the first day. */
    double previousClose() {
        return previousClose;
    }

    double open() {
        return open;
    }

    double high() {
        return high;
    }

    double low() {
        return low;
    }

    double volume() {
        return volume.value();
    }

    /** The mean of the candles' typical prices by volume; {@code NaN} without volume. */
    double vwap() {
        return volume.value() > 0 ? tradedValue.over(volume) : Double.NaN;
    }

    long bars() {
        return bars;
    }

    double meanMovePercent() {
        return meanMovePercent;
    }

    /** The sample deviation of moves, in per cent; 0 for less than two. */
    double moveDeviationPercent() {
        return moves < 2 ? 0 : Math.sqrt(squaredDeviations / (moves - 1));
    }

    void write(WireWriter out) {
        out.writeZigZag(day).writeDouble(last).writeZigZag(lastTime).writeZigZag(openTime);
        out.writeDouble(previousClose).writeDouble(open).writeDouble(high).writeDouble(low);
        volume.write(out);
        tradedValue.write(out);
        out.writeVar(bars).writeVar(moves).writeDouble(meanMovePercent).writeDouble(squaredDeviations);
    }

    void read(WireReader in) {
        day = in.readZigZag();
        last = in.readDouble();
        lastTime = in.readZigZag();
        openTime = in.readZigZag();
        previousClose = in.readDouble();
        open = in.readDouble();
        high = in.readDouble();
        low = in.readDouble();
        volume.read(in);
        tradedValue.read(in);
        bars = in.readVar();
        moves = in.readVar();
        meanMovePercent = in.readDouble();
        squaredDeviations = in.readDouble();
    }

    private static long dayOf(long time) {
        return Math.floorDiv(time, DAY_MICROS);
    }

    private void widen(Bar bar) {
        high = Math.max(high, bar.high());
        low = Math.min(low, bar.low());
    }

    private void add(Bar bar, int sign) {
        volume.add(sign * bar.volume());
        tradedValue.addProduct(sign * typicalPrice(bar), bar.volume());
    }

    private static double typicalPrice(Bar bar) {
        double two = bar.high() + bar.low();
        double three = two + bar.close();
        double rest = Doubles.lost(bar.high(), bar.low(), two) + Doubles.lost(two, bar.close(), three);
        return Doubles.mean(three, rest, 3);
    }

    private void startDay(long today, Bar bar) {
        day = today;
        previousClose = last;
        openTime = bar.time();
        open = bar.open();
        high = bar.high();
        low = bar.low();
        volume.reset();
        tradedValue.reset();
        bars = 0;
        moves = 0;
        meanMovePercent = 0;
        squaredDeviations = 0;
    }

    private void move(double percent) {
        moves++;
        double fromMean = percent - meanMovePercent;
        meanMovePercent += fromMean / moves;
        squaredDeviations += fromMean * (percent - meanMovePercent);
    }
}
