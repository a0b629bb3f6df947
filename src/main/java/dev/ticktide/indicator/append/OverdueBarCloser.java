package dev.ticktide.indicator.append;

import dev.ticktide.market.append.AppendReply;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Puts the closing of {@link OverdueBars} into the log, one set of decisions at a time. After one that could not be stored it
 * pauses. Confined to one context.
 */
public final class OverdueBarCloser {

    /** The interval at which {@link #tick} is meant to be called. */
    public static final long TICK_MILLIS = 250;

    /** Ticks without a further decision after one that could not be stored. */
    private static final int PAUSE_TICKS = 20;

    private final OverdueBars overdue;
    private final Appender appender;
    private final Executor context;
    private int pause;
    private boolean deciding;

    /** @param context of the stage, where {@link #tick} is called */
    public OverdueBarCloser(OverdueBars overdue, Appender appender, Executor context) {
        this.overdue = overdue;
        this.appender = appender;
        this.context = context;
    }

    /**
     * Looks at the next part of the partitions, unless a decision is being stored or the last one failed a moment ago.
     *
     * @param now epoch microseconds, the same on all nodes
     */
    public void tick(long now) {
        if (deciding || pause-- > 0) {
            return;
        }
        pause = 0;
        List<Proposal> due = overdue.next(now);
        if (!due.isEmpty()) {
            deciding = true;
            appender.decide(due)
                    .thenAcceptAsync(
                            reply -> {
                                deciding = false;
                                pause = reply.status() == AppendReply.Status.STORED ? 0 : PAUSE_TICKS;
                            },
                            context);
        }
    }
}
