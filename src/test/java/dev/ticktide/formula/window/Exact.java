package dev.ticktide.formula.window;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;

/** The functions of a window as their definitions say, with 60 decimal digits. */
final class Exact {

    private static final MathContext DIGITS = new MathContext(60);
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private Exact() {}

    static BigDecimal sum(double... window) {
        return Arrays.stream(window).mapToObj(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    static BigDecimal mean(double... window) {
        return sum(window).divide(BigDecimal.valueOf(window.length), DIGITS);
    }

    static BigDecimal deviation(double... window) {
        return products(window, window)
                .divide(BigDecimal.valueOf(window.length), DIGITS)
                .sqrt(DIGITS);
    }

    static BigDecimal slope(double... window) {
        double[] bars = new double[window.length];
        Arrays.setAll(bars, i -> i);
        return products(bars, window).divide(products(bars, bars), DIGITS);
    }

    /** 0 where one of them does not move. */
    static BigDecimal correlation(double[] first, double[] second) {
        BigDecimal squares = products(first, first).multiply(products(second, second), DIGITS);
        return squares.signum() == 0 ? squares : products(first, second).divide(squares.sqrt(DIGITS), DIGITS);
    }

    /** The average after all of the numbers. */
    static BigDecimal average(List<BigDecimal> numbers, int bars, BigDecimal weight) {
        BigDecimal average = numbers.subList(0, bars).stream()
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(BigDecimal.valueOf(bars), DIGITS);
        for (BigDecimal number : numbers.subList(bars, numbers.size())) {
            average = average.add(weight.multiply(number.subtract(average)), DIGITS);
        }
        return average;
    }

    static BigDecimal exponential(double[] numbers, int bars) {
        BigDecimal weight = BigDecimal.valueOf(2).divide(BigDecimal.valueOf(bars + 1), DIGITS);
        return average(Arrays.stream(numbers).mapToObj(BigDecimal::new).toList(), bars, weight);
    }

    static BigDecimal wilder(double[] numbers, int bars) {
        BigDecimal weight = BigDecimal.ONE.divide(BigDecimal.valueOf(bars), DIGITS);
        return average(Arrays.stream(numbers).mapToObj(BigDecimal::new).toList(), bars, weight);
    }

    /** Of the last number, from the one so many bars before. */
    static BigDecimal change(double[] numbers, int bars) {
        BigDecimal then = new BigDecimal(numbers[numbers.length - 1 - bars]);
        return new BigDecimal(numbers[numbers.length - 1]).subtract(then).divide(then, DIGITS);
    }

    static BigDecimal gainShare(double[] numbers, int bars) {
        BigDecimal weight = BigDecimal.ONE.divide(BigDecimal.valueOf(bars), DIGITS);
        BigDecimal[] moves = new BigDecimal[numbers.length - 1];
        Arrays.setAll(moves, i -> new BigDecimal(numbers[i + 1]).subtract(new BigDecimal(numbers[i])));
        BigDecimal gain = average(
                Arrays.stream(moves).map(move -> move.max(BigDecimal.ZERO)).toList(), bars, weight);
        BigDecimal loss = average(
                Arrays.stream(moves)
                        .map(move -> move.negate().max(BigDecimal.ZERO))
                        .toList(),
                bars,
                weight);
        return HUNDRED.multiply(gain).divide(gain.add(loss), DIGITS);
    }

    /** Of the distances from the means. */
    private static BigDecimal products(double[] first, double[] second) {
        BigDecimal meanFirst = mean(first);
        BigDecimal meanSecond = mean(second);
        BigDecimal products = BigDecimal.ZERO;
        for (int i = 0; i < first.length; i++) {
            BigDecimal one = new BigDecimal(first[i]).subtract(meanFirst);
            products = products.add(one.multiply(new BigDecimal(second[i]).subtract(meanSecond)), DIGITS);
        }
        return products;
    }
}
