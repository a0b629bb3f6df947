package dev.ticktide.formula.window;

import dev.ticktide.numeric.Doubles;

/** The mean distance of the last n numbers from their mean. */
public final class MeanDeviation extends Window {

    public MeanDeviation(int of, int bars) {
        super(of, bars, 0);
    }

    @Override
    protected double result(double[] state) {
        double sum = 0;
        double rest = 0;
        for (int age = bars() - 1; age >= 0; age--) {
            double next = sum + number(state, age);
            rest += Doubles.lost(sum, number(state, age), next);
            sum = next;
        }
        double mean = Doubles.mean(sum, rest, bars());
        double distances = 0;
        for (int age = bars() - 1; age >= 0; age--) {
            distances += Math.abs(number(state, age) - mean);
        }
        return distances / bars();
    }
}
