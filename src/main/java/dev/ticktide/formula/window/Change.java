package dev.ticktide.formula.window;

/** The move from n bars ago, as a fraction of the number then. Has a window of n + 1 numbers. */
public final class Change extends Window {

    public Change(int of, int bars) {
        super(of, bars + 1, 0);
    }

    @Override
    protected double result(double[] state) {
        double then = state[oldest(state)];
        // Not the quotient less 1, of which a small move would have few digits.
        return (state[newest(state)] - then) / then;
    }
}
