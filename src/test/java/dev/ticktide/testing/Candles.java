package dev.ticktide.testing;

import java.util.Locale;

/** Candles of one symbol as a sender writes them, one second apart, each opening where the last one closed. */
public final class Candles {

    private static final double WICK = 0.05;

    private final String symbol;
    private long second;
    private double close;

    public Candles(String symbol, long firstSecond, double firstOpen) {
        this.symbol = symbol;
        this.second = firstSecond;
        this.close = firstOpen;
    }

    public double close() {
        return close;
    }

    /** The second of the candle made last. */
    public long second() {
        return second - 1;
    }

    /** The next one, whose close differs by {@code change}. */
    public String next(double change) {
        double open = close;
        // In cents, so that what is posted is what is meant.
        close = Math.round((open + change) * 100) / 100.0;
        String json = String.format(
                Locale.ROOT,
                "{\"stock_symbol\":\"%s\",\"opening_price\":%.2f,\"closing_price\":%.2f,\"high\":%.2f,\"low\":%.2f,"
                        + "\"volume\":%d,\"timestamp\":%d}",
                symbol,
                open,
                close,
                Math.max(open, close) + WICK,
                Math.min(open, close) - WICK,
                1_000 + second % 7 * 130,
                second);
        second++;
        return json;
    }

    /** The next ones as a batch. */
    public String next(double... changes) {
        StringBuilder batch = new StringBuilder("[");
        for (double change : changes) {
            batch.append(batch.length() == 1 ? "" : ",").append(next(change));
        }
        return batch.append(']').toString();
    }
}
