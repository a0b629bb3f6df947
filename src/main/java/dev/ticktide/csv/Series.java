package dev.ticktide.csv;

import dev.ticktide.market.Candle;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The candles of one symbol in the order of the file, with the line each came from; in arrays, because a file may have millions. */
public final class Series {

    private static final int VALUES = 5;
    private static final int FIRST_SIZE = 1_024;

    private final String symbol;
    private long[] times = new long[FIRST_SIZE];
    private long[] lines = new long[FIRST_SIZE];
    private double[] values = new double[FIRST_SIZE * VALUES];
    private int size;
    private boolean ascending = true;

    Series(String symbol) {
        this.symbol = symbol;
    }

    /** The symbol of all candles, in its canonical spelling. */
    public String symbol() {
        return symbol;
    }

    /** How many candles there are; after {@link #sort} without those that repeat another. */
    public int size() {
        return size;
    }

    /** The candle at a place; after {@link #sort} places are in order of time. */
    public Candle candle(int at) {
        int v = at * VALUES;
        return new Candle(symbol, times[at], values[v], values[v + 1], values[v + 2], values[v + 3], values[v + 4]);
    }

    /** Time of the candle at a place, epoch microseconds. */
    public long time(int at) {
        return times[at];
    }

    /** The line of the file, counted from 1. */
    long line(int at) {
        return lines[at];
    }

    double close(int at) {
        return values[at * VALUES + 3];
    }

    void add(long line, Candle candle) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            lines = Arrays.copyOf(lines, size * 2);
            values = Arrays.copyOf(values, size * 2 * VALUES);
        }
        ascending &= size == 0 || candle.time() > times[size - 1];
        times[size] = candle.time();
        lines[size] = line;
        double[] row = {candle.open(), candle.high(), candle.low(), candle.close(), candle.volume()};
        System.arraycopy(row, 0, values, size * VALUES, VALUES);
        size++;
    }

    /** Whether each candle of the file was later than the one before. */
    boolean isAscending() {
        return ascending;
    }

    /**
     * Puts the candles in order of time and drops those that repeat another; of one time with several values the first stays.
     */
    void sort(Repeats repeats) {
        if (ascending) {
            return;
        }
        Integer[] order = IntStream.range(0, size).boxed().toArray(Integer[]::new);
        Arrays.sort(order, (a, b) -> times[a] != times[b] ? Long.compare(times[a], times[b]) : Integer.compare(a, b));
        long[] oldTimes = times;
        long[] oldLines = lines;
        double[] oldValues = values;
        times = new long[size];
        lines = new long[size];
        values = new double[size * VALUES];
        int kept = 0;
        for (int from : order) {
            times[kept] = oldTimes[from];
            lines[kept] = oldLines[from];
            System.arraycopy(oldValues, from * VALUES, values, kept * VALUES, VALUES);
            if (kept > 0 && times[kept] == times[kept - 1]) {
                repeats.found(lines[kept], lines[kept - 1], isSame(kept, kept - 1));
            } else {
                kept++;
            }
        }
        size = kept;
        ascending = true;
    }

    /** Gets what repeats the time of another line. */
    interface Repeats {
        void found(long line, long first, boolean same);
    }

    private boolean isSame(int a, int b) {
        return Arrays.equals(values, a * VALUES, (a + 1) * VALUES, values, b * VALUES, (b + 1) * VALUES);
    }
}
