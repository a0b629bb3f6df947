package dev.ticktide.formula.library;

import dev.ticktide.formula.Indicator;
import dev.ticktide.formula.plan.Plan;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.wire.WireException;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import java.util.Arrays;

/** An indicator that a plan computes: one array of numbers is all its state. Confined to one thread. */
final class FormulaIndicator implements Indicator {

    private final Plan plan;
    private final int[] outputs;
    private final double[] state;
    private final double[] latest;

    /** @param outputs where the plan's values of each output are */
    FormulaIndicator(Plan plan, int[] outputs) {
        this.plan = plan;
        this.outputs = outputs;
        this.state = plan.newState();
        this.latest = new double[outputs.length];
        Arrays.fill(latest, Double.NaN);
    }

    @Override
    public int outputs() {
        return outputs.length;
    }

    @Override
    public void update(Bar bar) {
        double[] values = plan.scratch();
        plan.update(bar, state, values);
        put(values, latest, 0);
    }

    @Override
    public void values(double[] into, int at) {
        System.arraycopy(latest, 0, into, at, latest.length);
    }

    @Override
    public void preview(Bar bar, double[] into, int at) {
        double[] values = plan.scratch();
        plan.preview(bar, state, values);
        put(values, into, at);
    }

    @Override
    public void write(WireWriter out) {
        out.writeVar(state.length);
        for (double number : state) {
            out.writeDouble(number);
        }
        for (double number : latest) {
            out.writeDouble(number);
        }
    }

    @Override
    public void read(WireReader in) {
        if (in.readCount() != state.length) {
            throw new WireException("the state of another formula");
        }
        for (int i = 0; i < state.length; i++) {
            state[i] = in.readDouble();
        }
        for (int i = 0; i < latest.length; i++) {
            latest[i] = in.readDouble();
        }
    }

    private void put(double[] from, double[] into, int at) {
        for (int i = 0; i < outputs.length; i++) {
            into[at + i] = from[outputs[i]];
        }
    }
}
