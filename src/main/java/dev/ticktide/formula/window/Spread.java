package dev.ticktide.formula.window;

import dev.ticktide.numeric.Doubles;

/**
 * The standard deviation of the last n numbers, of the population, computed anew from the window at each bar (two passes, with
 * the correction of Chan, Golub and LeVeque 1983): so it neither drifts nor turns negative. 0 for equal numbers.
 */
public final class Spread extends Window {

    public Spread(int of, int bars) {
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
        double squares = 0;
        double moves = 0;
        for (int i = 0; i < bars(); i++) {
            double move = state[place] - mean;
            squares += move * move;
            moves += move;
            place = after(place);
        }
        return Math.sqrt(Math.max(0, (squares - moves * moves / bars()) / bars()));
    }
}
