package dev.ticktide.formula.window;

/** The mean distance of the last n numbers from their mean. */
public final class MeanDeviation extends Window {

    public MeanDeviation(int of, int bars) {
        super(of, bars, 0);
    }

    @Override
    protected double result(double[] state) {
        double mean = mean(state);
        int place = oldest(state);
        double distances = 0;
        for (int i = 0; i < bars(); i++) {
            distances += Math.abs(state[place] - mean);
            place = after(place);
        }
        return distances / bars();
    }
}
