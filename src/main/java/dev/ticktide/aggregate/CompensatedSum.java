package dev.ticktide.aggregate;

import dev.ticktide.numeric.Doubles;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;

/** A sum whose rounding error does not grow with the number of terms (Neumaier 1974). Confined to one thread. */
final class CompensatedSum {

    private double sum;
    private double compensation;

    void add(double term) {
        double next = sum + term;
        compensation += Doubles.lost(sum, term, next);
        sum = next;
    }

    /** Adds {@code a * b} with what rounding takes from that. */
    void addProduct(double a, double b) {
        double product = a * b;
        add(product);
        compensation += Doubles.productRest(a, b, product);
    }

    /** This sum over another one. */
    double over(CompensatedSum other) {
        return Doubles.quotient(sum, compensation, other.sum, other.compensation);
    }

    double value() {
        return sum + compensation;
    }

    void copy(CompensatedSum other) {
        sum = other.sum;
        compensation = other.compensation;
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
