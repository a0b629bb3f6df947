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
        int place = oldest(state);
        for (int i = 0; i < bars(); i++) {
            double next = sum + state[place];
            rest += Doubles.lost(sum, state[place], next);
            sum = next;
            place = after(place);
        }
        double mean = Doubles.mean(sum, rest, bars());
        double distances = 0;
        for (int i = 0; i < bars(); i++) {
            distances += Math.abs(state[place] - mean);
            place = after(place);
        }
        return distances / bars();
    }
}
