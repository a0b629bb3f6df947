package dev.ticktide.market;

/**
 * A candle takes the place of one of the same symbol and time: bars still open change, closed ones never do, and on
 * raw, where every candle is a closed bar, it is history only.
 *
 * @param candle the values from now on
 * @param was the values until now
 */
public record Correction(Candle candle, Candle was) implements Decision {

    private static final int NUMBERS = 5;

    /** @throws IllegalArgumentException if the two candles differ in symbol or time */
    public Correction {
        if (!candle.symbol().equals(was.symbol()) || candle.time() != was.time()) {
            throw new IllegalArgumentException("a correction keeps symbol and time, was " + was + " and " + candle);
        }
    }

    @Override
    public String subject() {
        return candle.symbol();
    }

    @Override
    public long time() {
        return candle.time();
    }

    @Override
    public DecisionKind kind() {
        return DecisionKind.CORRECTION;
    }

    /** Open, high, low, close and volume as they are, then as they were; a double's text reads back bit for bit. */
    @Override
    public String body() {
        return text(candle) + ' ' + text(was);
    }

    static Correction read(String symbol, long time, String body) {
        String[] parts = body.split(" ", -1);
        if (parts.length != 2 * NUMBERS) {
            throw new IllegalArgumentException("a correction of " + symbol + " without its ten numbers");
        }
        return new Correction(candle(symbol, time, parts, 0), candle(symbol, time, parts, NUMBERS));
    }

    private static String text(Candle candle) {
        return candle.open() + " " + candle.high() + ' ' + candle.low() + ' ' + candle.close() + ' ' + candle.volume();
    }

    private static Candle candle(String symbol, long time, String[] parts, int from) {
        return new Candle(
                symbol,
                time,
                Double.parseDouble(parts[from]),
                Double.parseDouble(parts[from + 1]),
                Double.parseDouble(parts[from + 2]),
                Double.parseDouble(parts[from + 3]),
                Double.parseDouble(parts[from + 4]));
    }
}
