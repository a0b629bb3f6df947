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
        int place = newest(state);
        double extreme = state[place];
        for (int age = 1; age < bars(); age++) {
            place = before(place);
            extreme = isHighest ? Math.max(extreme, state[place]) : Math.min(extreme, state[place]);
        }
        return extreme;
    }
}
