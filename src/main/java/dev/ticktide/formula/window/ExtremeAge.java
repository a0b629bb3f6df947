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
        int place = newest(state);
        int found = 0;
        double extreme = state[place];
        for (int age = 1; age < bars(); age++) {
            place = before(place);
            if (isHighest ? state[place] > extreme : state[place] < extreme) {
                found = age;
                extreme = state[place];
            }
        }
        return found;
    }
}
