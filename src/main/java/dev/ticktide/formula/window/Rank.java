package dev.ticktide.formula.window;

/** Which part of the n numbers before is at or below the newest, 0 to 100. Has a window of n + 1 numbers. */
public final class Rank extends Window {

    private static final double ALL = 100;

    public Rank(int of, int bars) {
        super(of, bars + 1, 0);
    }

    @Override
    protected double result(double[] state) {
        double newest = number(state, 0);
        int below = 0;
        for (int age = 1; age < bars(); age++) {
            below += number(state, age) <= newest ? 1 : 0;
        }
        return ALL * below / (bars() - 1);
    }
}
