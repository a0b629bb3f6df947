package dev.ticktide.formula.library;

import java.util.Arrays;

/** Functions over the last n numbers of an array, as a textbook has them. */
final class Loops {

    private Loops() {}

    static double mean(double[] numbers, int i, int n) {
        double sum = 0;
        for (int j = i - n + 1; j <= i; j++) {
            sum += numbers[j];
        }
        return sum / n;
    }

    /** Of the population. */
    static double deviation(double[] numbers, int i, int n) {
        double mean = mean(numbers, i, n);
        double squares = 0;
        for (int j = i - n + 1; j <= i; j++) {
            squares += (numbers[j] - mean) * (numbers[j] - mean);
        }
        return Math.sqrt(squares / n);
    }

    static double highest(double[] numbers, int i, int n) {
        double highest = numbers[i];
        for (int j = i - n + 1; j < i; j++) {
            highest = Math.max(highest, numbers[j]);
        }
        return highest;
    }

    static double lowest(double[] numbers, int i, int n) {
        double lowest = numbers[i];
        for (int j = i - n + 1; j < i; j++) {
            lowest = Math.min(lowest, numbers[j]);
        }
        return lowest;
    }

    /** Weight n for the newest, 1 for the oldest, at each bar; {@code NaN} as long as one of the numbers is. */
    static double[] weighted(double[] numbers, int n) {
        double[] values = new double[numbers.length];
        Arrays.fill(values, Double.NaN);
        for (int i = n - 1; i < values.length; i++) {
            double sum = 0;
            for (int age = 0; age < n; age++) {
                sum += (n - age) * numbers[i - age];
            }
            values[i] = sum / (n * (n + 1) / 2.0);
        }
        return values;
    }

    /** Begins with the mean of the first n numbers that are known; then each number counts with a weight. */
    static double[] average(double[] numbers, int n, double weight) {
        int first = 0;
        while (Double.isNaN(numbers[first])) {
            first++;
        }
        double[] values = new double[numbers.length];
        Arrays.fill(values, Double.NaN);
        int seed = first + n - 1;
        values[seed] = mean(numbers, seed, n);
        for (int i = seed + 1; i < values.length; i++) {
            values[i] = (1 - weight) * values[i - 1] + weight * numbers[i];
        }
        return values;
    }
}
