package dev.ticktide.market.message;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.bar.Rebuilt;
import dev.ticktide.market.signal.Signal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From the indicator stage to the signal stage: what the log entries of some partitions did to their bars. */
public record IndicatorOutput(List<Part> parts) {

    /**
     * One partition's closed bars and late candles for the log entries in {@code (afterSeq, toSeq]}, in log order. A
     * part without entries, {@code afterSeq == toSeq}, says that the sender owns the partition now and that the
     * receiver may request a replay.
     *
     * @param afterSeq the last entry that the receiver must have processed before; anything else is a gap
     * @param toSeq the last entry that the part is about, also where it closed no bar
     * @param raised the signals of these bars where they were stored along with the entries; {@code null} where they
     *     are still to be evaluated
     * @param rebuilt symbols that got a new generation by one of the entries
     */
    public record Part(
            int partition,
            long afterSeq,
            long toSeq,
            List<BarUpdate> bars,
            @Nullable List<Signal> raised,
            List<Rebuilt> rebuilt) {

        /** Without a new generation. */
        public Part(int partition, long afterSeq, long toSeq, List<BarUpdate> bars, @Nullable List<Signal> raised) {
            this(partition, afterSeq, toSeq, bars, raised, List.of());
        }

        /** Bars still to be evaluated. */
        public Part(int partition, long afterSeq, long toSeq, List<BarUpdate> bars) {
            this(partition, afterSeq, toSeq, bars, null);
        }
    }
}
