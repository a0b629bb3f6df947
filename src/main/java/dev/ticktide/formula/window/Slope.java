package dev.ticktide.formula.window;

/** The slope of the straight line through the last n numbers (least squares), per bar. 0 for one number. */
public final class Slope extends Window {

    public Slope(int of, int bars) {
        super(of, bars, 0);
    }

    @Override
    protected double result(double[] state) {
        int n = bars();
        double middle = (n - 1) / 2.0;
        // From the newest: what all numbers have in common takes no part in the products.
        double base = state[newest(state)];
        double products = 0;
        int place = oldest(state);
        for (int age = n - 1; age >= 0; age--) {
            products += (middle - age) * (state[place] - base);
            place = after(place);
        }
        double squares = n * ((double) n * n - 1) / 12;
        return n == 1 ? 0 : products / squares;
    }
}
