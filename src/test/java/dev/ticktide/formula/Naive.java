package dev.ticktide.formula;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** The definitions as a textbook has them, in decimal arithmetic and from all prices again for every bar. */
final class Naive {

    private static final MathContext DIGITS = MathContext.DECIMAL128;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private Naive() {}

    /** The value after the last of {@code closes}, {@code NaN} before there are enough. */
    static double value(IndicatorName name, double[] closes) {
        List<BigDecimal> prices = new ArrayList<>();
        for (double close : closes) {
            prices.add(new BigDecimal(close));
        }
        if (prices.size() < name.warmUp()) {
            return Double.NaN;
        }
        return switch (name.kind()) {
            case "sma" ->
                mean(prices.subList(prices.size() - Lines.period(name), prices.size()))
                        .doubleValue();
            case "ema" -> ema(prices, Lines.period(name)).doubleValue();
            case "rsi" -> rsi(prices, Lines.period(name));
            default -> throw new IllegalArgumentException(name.toString());
        };
    }

    private static BigDecimal mean(List<BigDecimal> terms) {
        BigDecimal sum = terms.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        return sum.divide(BigDecimal.valueOf(terms.size()), DIGITS);
    }

    private static BigDecimal ema(List<BigDecimal> prices, int period) {
        BigDecimal average = mean(prices.subList(0, period));
        for (BigDecimal price : prices.subList(period, prices.size())) {
            BigDecimal old = average.multiply(BigDecimal.valueOf(period - 1));
            average = price.add(price).add(old).divide(BigDecimal.valueOf(period + 1), DIGITS);
        }
        return average;
    }

    private static double rsi(List<BigDecimal> prices, int period) {
        List<BigDecimal> gains = new ArrayList<>();
        List<BigDecimal> losses = new ArrayList<>();
        for (int i = 1; i < prices.size(); i++) {
            BigDecimal change = prices.get(i).subtract(prices.get(i - 1));
            gains.add(change.max(BigDecimal.ZERO));
            losses.add(change.negate().max(BigDecimal.ZERO));
        }
        BigDecimal gain = wilder(gains, period);
        BigDecimal loss = wilder(losses, period);
        if (gain.signum() == 0 && loss.signum() == 0) {
            return 50;
        }
        if (loss.signum() == 0) {
            return 100;
        }
        BigDecimal strength = gain.divide(loss, DIGITS);
        return HUNDRED.subtract(HUNDRED.divide(strength.add(BigDecimal.ONE), DIGITS))
                .doubleValue();
    }

    private static BigDecimal wilder(List<BigDecimal> terms, int period) {
        BigDecimal average = mean(terms.subList(0, period));
        for (BigDecimal term : terms.subList(period, terms.size())) {
            average = average.multiply(BigDecimal.valueOf(period - 1))
                    .add(term)
                    .divide(BigDecimal.valueOf(period), DIGITS);
        }
        return average;
    }
}
