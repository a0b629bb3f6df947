package dev.ticktide.formula.library;

import java.util.Arrays;

/** Stops that follow the price and change sides, one bar after the other. */
final class StopLoops {

    private StopLoops() {}

    /** With 10 and 3: both bands and the side are carried from bar to bar, as in the text of ta.supertrend. */
    static double[] superTrend(Prices p, double[] range) {
        double[] line = new double[p.count()];
        Arrays.fill(line, Double.NaN);
        double upper = Double.NaN;
        double lower = Double.NaN;
        boolean rises = false;
        boolean isFirst = true;
        for (int i = 1; i < line.length; i++) {
            if (Double.isNaN(range[i])) {
                continue;
            }
            double middle = (p.high()[i] + p.low()[i]) / 2;
            double before = p.close()[i - 1];
            double newUpper = middle + 3 * range[i];
            double newLower = middle - 3 * range[i];
            upper = isFirst || newUpper < upper || before > upper ? newUpper : upper;
            lower = isFirst || newLower > lower || before < lower ? newLower : lower;
            if (!isFirst) {
                rises = rises ? p.close()[i] >= lower : p.close()[i] > upper;
            }
            isFirst = false;
            line[i] = rises ? lower : upper;
        }
        return line;
    }

    /** Wilder's stop with 0.02, 0.02 and 0.2, one case after the other. */
    static double[] parabolic(Prices p) {
        double[] line = new double[p.count()];
        line[0] = Double.NaN;
        double fall = p.low()[0] - p.low()[1];
        boolean rises = !(fall > 0 && fall > p.high()[1] - p.high()[0]);
        double next = rises ? p.low()[0] : p.high()[0];
        double extreme = rises ? p.high()[1] : p.low()[1];
        double pace = 0.02;
        for (int i = 1; i < line.length; i++) {
            // The bar before the second one takes no part.
            double top = Loops.highest(p.high(), i, i == 1 ? 1 : 2);
            double bottom = Loops.lowest(p.low(), i, i == 1 ? 1 : 2);
            if (rises ? p.low()[i] <= next : p.high()[i] >= next) {
                line[i] = rises ? Math.max(extreme, top) : Math.min(extreme, bottom);
                rises = !rises;
                extreme = rises ? p.high()[i] : p.low()[i];
                pace = 0.02;
            } else {
                line[i] = next;
                double further = rises ? Math.max(extreme, p.high()[i]) : Math.min(extreme, p.low()[i]);
                pace = further == extreme ? pace : Math.min(pace + 0.02, 0.2);
                extreme = further;
            }
            double ahead = line[i] + pace * (extreme - line[i]);
            next = rises ? Math.min(ahead, bottom) : Math.max(ahead, top);
        }
        return line;
    }
}
