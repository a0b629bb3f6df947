package dev.ticktide.formula.window;

/** Which part of the n numbers before is at or below the newest, 0 to 100. Has a window of n + 1 numbers. */
public final class Rank extends Window {

    private static final double ALL = 100;

    public Rank(int of, int bars) {
        super(of, bars + 1, 0);
    }

    @Override
    protected double result(double[] state) {
        int place = newest(state);
        double newest = state[place];
        int below = 0;
        for (int age = 1; age < bars(); age++) {
            place = before(place);
            below += state[place] <= newest ? 1 : 0;
        }
        return ALL * below / (bars() - 1);
    }
}
