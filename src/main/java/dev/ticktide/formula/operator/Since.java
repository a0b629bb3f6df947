package dev.ticktide.formula.operator;

/** Bars since a condition last held, or the value that another number then had. Not known before it first held. */
public final class Since extends PlanStep.Stateful {

    private static final int SEEN = 0;
    private static final int BARS = 1;
    private static final int VALUE = 2;
    private static final int NO_VALUE = -1;

    private final int condition;
    private final int number;

    private Since(int condition, int number) {
        this.condition = condition;
        this.number = number;
    }

    public static Since bars(int condition) {
        return new Since(condition, NO_VALUE);
    }

    public static Since value(int condition, int number) {
        return new Since(condition, number);
    }

    @Override
    public int stateSize() {
        return 3;
    }

    @Override
    protected double next(double[] values, double[] state) {
        if (values[condition] == 1) {
            state[at() + SEEN] = 1;
            state[at() + BARS] = 0;
            state[at() + VALUE] = number == NO_VALUE ? 0 : values[number];
        } else {
            state[at() + BARS]++;
        }
        return of(state, state[at() + BARS]);
    }

    @Override
    public void preview(double[] values, double[] state) {
        boolean holds = values[condition] == 1;
        if (holds) {
            set(values, number == NO_VALUE ? 0 : values[number]);
        } else {
            set(values, of(state, state[at() + BARS] + 1));
        }
    }

    private double of(double[] state, double bars) {
        if (state[at() + SEEN] == 0) {
            return Double.NaN;
        }
        return number == NO_VALUE ? bars : state[at() + VALUE];
    }
}
