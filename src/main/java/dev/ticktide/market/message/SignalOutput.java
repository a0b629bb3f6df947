package dev.ticktide.market.message;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.bar.Rebuilt;
import dev.ticktide.market.signal.Signal;
import java.util.List;

/** From the signal stage to the aggregate stage: closed bars, late candles, and the signals raised. */
public record SignalOutput(List<Part> parts) {

    /**
     * One partition's bars and signals for the log entries in {@code (afterSeq, toSeq]}, both in log order. A part
     * without entries, {@code afterSeq == toSeq}, says that the sender owns the partition now and that the receiver may
     * request a replay.
     *
     * @param afterSeq the last entry that the receiver must have processed before; anything else is a gap
     * @param toSeq the last entry that the part is about
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
