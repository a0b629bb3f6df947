package dev.ticktide.formula.window;

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
        double mean = mean(state);
        int place = oldest(state);
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
