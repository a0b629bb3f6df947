package dev.ticktide.aggregate;

import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;

/** A sum whose rounding error does not grow with the number of terms (Neumaier 1974). Confined to one thread. */
final class CompensatedSum {

    private double sum;
    private double compensation;

    void add(double term) {
        double next = sum + term;
        compensation += Math.abs(sum) >= Math.abs(term) ? (sum - next) + term : (term - next) + sum;
        sum = next;
    }

    double value() {
        return sum + compensation;
    }

    void reset() {
        sum = 0;
        compensation = 0;
    }

    void write(WireWriter out) {
        out.writeDouble(sum).writeDouble(compensation);
    }

    void read(WireReader in) {
        sum = in.readDouble();
        compensation = in.readDouble();
    }
}
