package dev.ticktide.csv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a user may want to check in a series: holes in it and prices that jump. The file is loaded all the same.
 *
 * @param symbol whose series it is
 * @param candles how many
 * @param from time of the first, epoch microseconds
 * @param to time of the last, epoch microseconds
 * @param step the usual distance of two candles, microseconds; 0 for fewer than two
 * @param gaps how many distances are more than {@value #GAP_STEPS} steps
 * @param longestGaps some of them, longest first
 * @param outliers how many closes are far from the one before
 * @param farthest some of them, farthest first
 */
public record Findings(
        String symbol,
        int candles,
        long from,
        long to,
        long step,
        int gaps,
        List<Gap> longestGaps,
        int outliers,
        List<Outlier> farthest) {

    static final int GAP_STEPS = 5;

    /** A move counts as an outlier when it is this many times the median move, and at least {@link #MIN_OUTLIER_MOVE}. */
    private static final double OUTLIER_MEDIANS = 20;

    private static final double MIN_OUTLIER_MOVE = 0.1;
    private static final int SHOWN = 5;
    private static final int MIN_CANDLES_FOR_OUTLIERS = 10;

    /**
     * A hole between two candles.
     *
     * @param after time of the candle before the hole, epoch microseconds
     * @param before time of the candle after it, epoch microseconds
     */
    public record Gap(long after, long before) {}

    /**
     * A close that is far from the one before.
     *
     * @param line of the file, counted from 1
     * @param time of the candle, epoch microseconds
     * @param previous the close before
     * @param close the value in this line, far from {@code previous}
     */
    public record Outlier(long line, long time, double previous, double close) {}

    /** @param series in order of time, not empty */
    static Findings of(Series series) {
        int size = series.size();
        long[] steps = new long[Math.max(0, size - 1)];
        double[] moves = new double[steps.length];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = series.time(i + 1) - series.time(i);
            moves[i] = Math.abs(Math.log(series.close(i + 1) / series.close(i)));
        }
        long step = median(steps);
        List<Gap> gaps = IntStream.range(0, steps.length)
                .filter(i -> steps[i] > step * GAP_STEPS)
                .mapToObj(i -> new Gap(series.time(i), series.time(i + 1)))
                .sorted(Comparator.comparingLong(gap -> gap.after - gap.before))
                .toList();
        List<Integer> outliers = outliers(moves);
        List<Outlier> farthest = outliers.stream()
                .limit(SHOWN)
                .map(i -> new Outlier(series.line(i + 1), series.time(i + 1), series.close(i), series.close(i + 1)))
                .toList();
        return new Findings(
                series.symbol(),
                size,
                series.time(0),
                series.time(size - 1),
                step,
                gaps.size(),
                gaps.stream().limit(SHOWN).toList(),
                outliers.size(),
                farthest);
    }

    /** The positions of the moves that are far from what is usual in the series, the farthest first. */
    private static List<Integer> outliers(double[] moves) {
        double far = moves.length + 1 < MIN_CANDLES_FOR_OUTLIERS
                ? Double.POSITIVE_INFINITY
                : Math.max(MIN_OUTLIER_MOVE, OUTLIER_MEDIANS * median(moves));
        List<Integer> outliers = new ArrayList<>();
        IntStream.range(0, moves.length).filter(i -> moves[i] > far).forEach(outliers::add);
        outliers.sort(Comparator.comparingDouble(i -> -moves[i]));
        return outliers;
    }

    private static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }
}
