package dev.ticktide.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** A random walk per symbol with steps of about a tenth of a per cent: signals as rare as in a market, work as it is in life. */
final class Prices {

    private static final double STEP = 0.002;

    private final SplittableRandom random = new SplittableRandom(7);
    private final Map<String, Double> last = new HashMap<>();

    /** A candle of the brief's shape; the price goes on from the symbol's last one. */
    void append(StringBuilder out, String symbol, long second) {
        double open = last.getOrDefault(symbol, 150.0);
        double close = Math.rint(open * (1 + STEP * (random.nextDouble() - 0.5)) * 100) / 100;
        last.put(symbol, close);
        out.append("{\"stock_symbol\":\"").append(symbol);
        out.append("\",\"opening_price\":")
                .append(open)
                .append(",\"closing_price\":")
                .append(close);
        out.append(",\"high\":")
                .append(Math.max(open, close))
                .append(",\"low\":")
                .append(Math.min(open, close));
        out.append(",\"volume\":1200,\"timestamp\":").append(second).append(".0}");
    }

    /** As {@link #append}, alone; callable from any thread. */
    synchronized String candle(String symbol, long second) {
        StringBuilder out = new StringBuilder(160);
        append(out, symbol, second);
        return out.toString();
    }
}
