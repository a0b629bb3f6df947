package dev.ticktide.formula.window;

/** The highest or the lowest of the last n numbers. */
public final class Extreme extends Window {

    private final boolean isHighest;

    public Extreme(int of, int bars, boolean isHighest) {
        super(of, bars, 0);
        this.isHighest = isHighest;
    }

    @Override
    protected double result(double[] state) {
        double extreme = number(state, 0);
        for (int age = 1; age < bars(); age++) {
            double number = number(state, age);
            extreme = isHighest ? Math.max(extreme, number) : Math.min(extreme, number);
        }
        return extreme;
    }
}
