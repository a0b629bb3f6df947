package dev.ticktide.market;

import java.util.List;

/** From the indicator stage to the signal stage: what the log entries of some partitions did to their bars. */
public record IndicatorOutput(List<Part> parts) {

    /**
     * One partition's closed bars for the log entries in {@code (afterSeq, toSeq]}, in log order.
     *
     * @param afterSeq the last entry the receiver must have dealt with before; anything else is a gap
     */
    public record Part(int partition, long afterSeq, long toSeq, List<BarUpdate> bars) {}
}
