package dev.ticktide.bench;

import java.util.Arrays;

/** Medians, because on a shared machine a mean belongs to the neighbours. */
final class Statistics {

    private Statistics() {}

    static double median(double[] values) {
        return quantile(values, 0.5);
    }

    static double quantile(double[] values, double q) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, (int) (q * sorted.length))];
    }
}
