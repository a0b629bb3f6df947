package dev.ticktide.formula.window;

/** In how many of the last n bars a condition held. */
public final class Counting extends Window {

    private static final int HELD = OWN;

    public Counting(int of, int bars) {
        super(of, bars, 1);
    }

    @Override
    protected void moved(double[] state, double came, double left) {
        state[at() + HELD] += came - left;
    }

    @Override
    protected double result(double[] state) {
        return state[at() + HELD];
    }
}
