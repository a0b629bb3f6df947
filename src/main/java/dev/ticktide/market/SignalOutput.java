package dev.ticktide.market;

import java.util.List;

/** From the signal stage to the aggregate stage: closed bars and the signals they raised. */
public record SignalOutput(List<Part> parts) {

    /** One partition's bars and signals for the log entries in {@code (afterSeq, toSeq]}, both in log order. */
    public record Part(int partition, long afterSeq, long toSeq, List<BarUpdate> bars, List<Signal> signals) {}
}
