package dev.ticktide.indicator.append;

import dev.ticktide.indicator.partition.IndicatorStage;
import dev.ticktide.indicator.partition.OwnedPartition;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.indicator.state.SymbolState;
import dev.ticktide.market.BarsClosed;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the open bars whose time is over although no later candle has come, as at the end of a session. Has no clock of its
 * own; what it finds is to become entries of the log, so that nothing that reads the log needs one.
 */
public final class OverdueBars {

    /** Of the partitions one part is looked at each time, so that no single look takes long. */
    private static final int PARTS = 4;

    /** The most bars closed at a time; further ones are found the next time. */
    private static final int AT_MOST = 2_000;

    private final IndicatorStage stage;
    private final long grace;
    private int part;

    /** @param grace how long after its end a bar may wait for candles that are still on their way; zero: for ever */
    public OverdueBars(IndicatorStage stage, Duration grace) {
        this.stage = stage;
        this.grace = grace.toNanos() / ChronoUnit.MICROS.getDuration().toNanos();
    }

    /** The decisions that are due in the next part of the owned partitions. */
    List<Proposal> next(long now) {
        List<Proposal> found = new ArrayList<>();
        if (grace == 0) {
            return found;
        }
        part = (part + 1) % PARTS;
        for (OwnedPartition owned : stage.partitions()) {
            int partition = owned.state().partition();
            if (partition % PARTS == part && stage.accepts(partition) && !owned.isStale()) {
                add(owned.state(), now, found);
            }
        }
        return found;
    }

    private void add(PartitionState state, long now, List<Proposal> found) {
        for (SymbolState symbol : state.symbols().values()) {
            long end = symbol.overdueUntil(now, grace);
            if (end != Long.MIN_VALUE && found.size() < AT_MOST) {
                String name = symbol.name();
                found.add(new Proposal(
                        state.partition(), now, new BarsClosed(name, end), later -> isOverdue(later, name, end, now)));
            }
        }
    }

    /** A candle may have come in between: it closed the bar, or it showed that more of them may still come. */
    private boolean isOverdue(PartitionState state, String name, long end, long now) {
        SymbolState symbol = state.symbols().get(name);
        return symbol != null && symbol.overdueUntil(now, grace) == end;
    }
}
