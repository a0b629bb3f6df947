package dev.ticktide.indicator;

import dev.ticktide.market.BarsClosed;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the open bars whose time is over although no later candle has come, as at the end of a session. Plain and without a
 * clock of its own; what it finds is to become entries of the log.
 */
final class OverdueBars {

    private final long grace;

    /** @param grace how long after its end a bar may wait for what was underway, microseconds */
    OverdueBars(long grace) {
        this.grace = grace;
    }

    /** @param now epoch microseconds */
    List<Proposal> in(PartitionState state, long now) {
        List<Proposal> found = new ArrayList<>();
        state.symbols().forEach((name, symbol) -> {
            long end = symbol.overdueUntil(now, grace);
            if (end != Long.MIN_VALUE) {
                found.add(new Proposal(
                        state.partition(), now, new BarsClosed(name, end), later -> isOverdue(later, name, end, now)));
            }
        });
        return found;
    }

    /** A candle may have come in between: it closed the bar, or it told that more of them are underway. */
    private boolean isOverdue(PartitionState state, String name, long end, long now) {
        SymbolState symbol = state.symbols().get(name);
        return symbol != null && symbol.overdueUntil(now, grace) == end;
    }
}
