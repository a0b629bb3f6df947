package dev.ticktide.formula.window;

/** The move from n bars ago, as a fraction of the number then. Has a window of n + 1 numbers. */
public final class Change extends Window {

    public Change(int of, int bars) {
        super(of, bars + 1, 0);
    }

    @Override
    protected double result(double[] state) {
        return number(state, 0) / number(state, bars() - 1) - 1;
    }
}
