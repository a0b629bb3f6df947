package dev.ticktide.formula.window;

/** Whether each of the last n numbers is above, or below, the one before it. Has a window of n + 1 numbers. */
public final class Trend extends Window {

    private final boolean isRising;

    public Trend(int of, int bars, boolean isRising) {
        super(of, bars + 1, 0);
        this.isRising = isRising;
    }

    @Override
    protected double result(double[] state) {
        int place = newest(state);
        for (int age = 0; age < bars() - 1; age++) {
            int earlier = before(place);
            double move = state[place] - state[earlier];
            place = earlier;
            if (isRising ? !(move > 0) : !(move < 0)) {
                return 0;
            }
        }
        return 1;
    }
}
