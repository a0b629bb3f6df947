package dev.ticktide.formula.window;

/** How many bars ago the highest or the lowest of the last n numbers was; the newest of equal ones. */
public final class ExtremeAge extends Window {

    private final boolean isHighest;

    public ExtremeAge(int of, int bars, boolean isHighest) {
        super(of, bars, 0);
        this.isHighest = isHighest;
    }

    @Override
    protected double result(double[] state) {
        int found = 0;
        for (int age = 1; age < bars(); age++) {
            double further = number(state, age) - number(state, found);
            if (isHighest ? further > 0 : further < 0) {
                found = age;
            }
        }
        return found;
    }
}
