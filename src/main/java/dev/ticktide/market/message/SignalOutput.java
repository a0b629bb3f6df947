package dev.ticktide.market.message;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.bar.Rebuilt;
import dev.ticktide.market.signal.Signal;
import java.util.List;

/** From the signal stage to the aggregate stage: closed bars, late candles, and the signals raised. */
public record SignalOutput(List<Part> parts) {

    /**
     * One partition's bars and signals for the log entries in {@code (afterSeq, toSeq]}, both in log order.
     *
     * @param rebuilt symbols that got a new generation by one of the entries
     */
    public record Part(
            int partition,
            long afterSeq,
            long toSeq,
            List<BarUpdate> bars,
            List<Signal> signals,
            List<Rebuilt> rebuilt) {

        /** Without a new generation. */
        public Part(int partition, long afterSeq, long toSeq, List<BarUpdate> bars, List<Signal> signals) {
            this(partition, afterSeq, toSeq, bars, signals, List.of());
        }
    }
}
