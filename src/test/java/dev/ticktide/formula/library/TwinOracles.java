package dev.ticktide.formula.library;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Indicators that at most one library has, as their definitions say: straight loops over arrays, from all bars again. */
final class TwinOracles {

    private static final int DAY = 24 * 60;

    private final List<Oracle> all = new ArrayList<>();

    private TwinOracles() {}

    static List<Oracle> all() {
        TwinOracles oracles = new TwinOracles();
        oracles.ofCloses();
        oracles.ofRanges();
        oracles.ofVolumes();
        oracles.ofDays();
        return oracles.all;
    }

    private void ofCloses() {
        twin("momentum", "value", p -> each(p, 10, i -> p.close()[i] - p.close()[i - 10]), 10);
        twin("mma", "value", p -> Loops.average(p.close(), 14, 1.0 / 14), 14);
        twin("macd", "macd", p -> macd(p, 0), 12, 26, 9);
        twin("macd", "signal", p -> macd(p, 1), 12, 26, 9);
        twin("macd", "histogram", p -> macd(p, 2), 12, 26, 9);
        twin("stochrsi", "k", TwinOracles::stochasticRsi, 14, 14, 3, 3);
        twin(
                "stochrsi",
                "d",
                p -> {
                    double[] k = stochasticRsi(p);
                    return each(p, 2, i -> Loops.mean(k, i, 3));
                },
                14,
                14,
                3,
                3);
        twin(
                "hma",
                "value",
                p -> {
                    double[] slow = Loops.weighted(p.close(), 20);
                    double[] fast = Loops.weighted(p.close(), 10);
                    double[] ahead = each(p, 0, i -> 2 * fast[i] - slow[i]);
                    return Loops.weighted(ahead, 4);
                },
                20);
        twin(
                "zscore",
                "value",
                p -> each(
                        p, 19, i -> (p.close()[i] - Loops.mean(p.close(), i, 20)) / Loops.deviation(p.close(), i, 20)),
                20);
        twin("bandwidth", "value", p -> each(p, 19, i -> (band(p, i, 2) - band(p, i, -2)) / band(p, i, 0)), 20, 2);
        twin(
                "percentb",
                "value",
                p -> each(p, 19, i -> (p.close()[i] - band(p, i, -2)) / (band(p, i, 2) - band(p, i, -2))),
                20,
                2);
    }

    private void ofRanges() {
        twin(
                "natr",
                "value",
                p -> {
                    double[] range = Loops.average(ranges(p), 14, 1.0 / 14);
                    return each(p, 0, i -> 100 * range[i] / p.close()[i]);
                },
                14);
        keltner("middle", 0);
        keltner("upper", 2);
        keltner("lower", -2);
        twin("donchian", "upper", p -> each(p, 19, i -> Loops.highest(p.high(), i, 20)), 20);
        twin("donchian", "lower", p -> each(p, 19, i -> Loops.lowest(p.low(), i, 20)), 20);
        twin("donchian", "middle", p -> middles(p, 20), 20);
        twin("ichimoku", "tenkan", p -> middles(p, 9), 9, 26, 52);
        twin("ichimoku", "kijun", p -> middles(p, 26), 9, 26, 52);
        twin("ichimoku", "spanb", p -> middles(p, 52), 9, 26, 52);
        twin(
                "ichimoku",
                "spana",
                p -> {
                    double[] fast = middles(p, 9);
                    double[] slow = middles(p, 26);
                    return each(p, 0, i -> (fast[i] + slow[i]) / 2);
                },
                9,
                26,
                52);
        twin("supertrend", "value", p -> StopLoops.superTrend(p, Loops.average(ranges(p), 10, 1.0 / 10)), 10, 3);
        twin("psar", "value", StopLoops::parabolic, 0.02, 0.02, 0.2);
        twin("heikin", "average", p -> each(p, 0, i -> average(p, i)));
        twin("heikin", "start", p -> {
            double[] start = new double[p.count()];
            start[0] = (p.open()[0] + p.close()[0]) / 2;
            for (int i = 1; i < start.length; i++) {
                start[i] = (start[i - 1] + average(p, i - 1)) / 2;
            }
            return start;
        });
    }

    private void ofVolumes() {
        twin(
                "force",
                "value",
                p -> Loops.average(each(p, 1, i -> (p.close()[i] - p.close()[i - 1]) * p.volume()[i]), 13, 2.0 / 14),
                13);
        twin("vwma", "value", p -> each(p, 19, i -> weighed(p, i, i - 19, p.close())), 20);
        twin(
                "cmf",
                "value",
                p -> {
                    double[] place = each(
                            p,
                            0,
                            i -> ((p.close()[i] - p.low()[i]) - (p.high()[i] - p.close()[i]))
                                    / (p.high()[i] - p.low()[i]));
                    return each(p, 19, i -> weighed(p, i, i - 19, place));
                },
                20);
    }

    private void ofDays() {
        twin("vwap", "value", p -> {
            double[] typical = each(p, 0, i -> (p.high()[i] + p.low()[i] + p.close()[i]) / 3);
            return each(p, 0, i -> weighed(p, i, i / DAY * DAY, typical));
        });
        pivots("pivot", (pivot, top, bottom) -> pivot);
        pivots("r1", (pivot, top, bottom) -> 2 * pivot - bottom);
        pivots("s1", (pivot, top, bottom) -> 2 * pivot - top);
        pivots("r2", (pivot, top, bottom) -> pivot + (top - bottom));
        pivots("s2", (pivot, top, bottom) -> pivot - (top - bottom));
    }

    private interface Level {
        double of(double pivot, double top, double bottom);
    }

    private void pivots(String output, Level level) {
        twin(
                "pivots",
                output,
                p -> each(p, DAY, i -> {
                    int end = i / DAY * DAY - 1;
                    double top = Loops.highest(p.high(), end, DAY);
                    double bottom = Loops.lowest(p.low(), end, DAY);
                    return level.of((top + bottom + p.close()[end]) / 3, top, bottom);
                }));
    }

    private void keltner(String output, double width) {
        twin(
                "keltner",
                output,
                p -> {
                    double[] middle = Loops.average(p.close(), 20, 2.0 / 21);
                    double[] range = Loops.average(ranges(p), 10, 1.0 / 10);
                    return each(p, 0, i -> middle[i] + width * range[i]);
                },
                20,
                2,
                10);
    }

    private static double[] macd(Prices p, int output) {
        double[] fast = Loops.average(p.close(), 12, 2.0 / 13);
        double[] slow = Loops.average(p.close(), 26, 2.0 / 27);
        double[] line = each(p, 0, i -> fast[i] - slow[i]);
        double[] signal = Loops.average(line, 9, 2.0 / 10);
        return List.of(line, signal, each(p, 0, i -> line[i] - signal[i])).get(output);
    }

    private static double[] stochasticRsi(Prices p) {
        double[] gains = Loops.average(each(p, 1, i -> Math.max(0, p.close()[i] - p.close()[i - 1])), 14, 1.0 / 14);
        double[] losses = Loops.average(each(p, 1, i -> Math.max(0, p.close()[i - 1] - p.close()[i])), 14, 1.0 / 14);
        double[] rsi = each(p, 0, i -> 100 - 100 / (1 + gains[i] / losses[i]));
        double[] place = each(p, 13, i -> {
            double least = Loops.lowest(rsi, i, 14);
            return 100 * (rsi[i] - least) / (Loops.highest(rsi, i, 14) - least);
        });
        return each(p, 2, i -> Loops.mean(place, i, 3));
    }

    private static double band(Prices p, int i, double width) {
        return Loops.mean(p.close(), i, 20) + width * Loops.deviation(p.close(), i, 20);
    }

    private static double average(Prices p, int i) {
        return (p.open()[i] + p.high()[i] + p.low()[i] + p.close()[i]) / 4;
    }

    private static double[] middles(Prices p, int n) {
        return each(p, n - 1, i -> (Loops.highest(p.high(), i, n) + Loops.lowest(p.low(), i, n)) / 2);
    }

    private static double weighed(Prices p, int i, int from, double[] numbers) {
        double products = 0;
        double volumes = 0;
        for (int j = from; j <= i; j++) {
            products += numbers[j] * p.volume()[j];
            volumes += p.volume()[j];
        }
        return products / volumes;
    }

    /** Wilder's true ranges, from the second bar on. */
    private static double[] ranges(Prices p) {
        return each(
                p,
                1,
                i -> Math.max(
                        p.high()[i] - p.low()[i],
                        Math.max(Math.abs(p.high()[i] - p.close()[i - 1]), Math.abs(p.low()[i] - p.close()[i - 1]))));
    }

    private static double[] each(Prices p, int first, IntToDoubleFunction of) {
        double[] values = new double[p.count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i < first ? Double.NaN : of.applyAsDouble(i);
        }
        return values;
    }

    private void twin(String indicator, String output, Oracle.Reference of, double... parameters) {
        all.add(new Oracle(indicator, output, Oracle.TWIN, Oracle.TOLERANCE, of, parameters));
    }
}
