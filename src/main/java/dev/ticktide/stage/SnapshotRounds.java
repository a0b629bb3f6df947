package dev.ticktide.stage;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Chooses which partition writes its snapshot next, one at a time: at each tick the one with most events since its last
 * snapshot if a replay of them would take long, at every tenth tick also one with few. A partition whose snapshot failed lets
 * the others go first. Confined to one context.
 *
 * @param <P> a partition that the stage holds
 */
public final class SnapshotRounds<P> {

    /** The interval at which {@link #tick} is meant to be called. */
    public static final long TICK_MILLIS = 100;

    /** So many events are replayed in a fraction of a second. */
    private static final long MANY_EVENTS = 20_000;

    private static final int TICKS_OF_A_ROUND = 10;

    private final Supplier<? extends Collection<P>> candidates;
    private final ToLongFunction<P> eventsSinceSnapshot;
    private final Function<P, ? extends CompletionStage<?>> save;
    private final Executor context;
    private final Map<P, Long> restsUntil = new HashMap<>();
    private long ticks;
    private boolean saving;

    /**
     * @param candidates the partitions that may be saved now
     * @param eventsSinceSnapshot of a partition
     * @param save writes the snapshot of a partition; may complete on any thread
     * @param context where {@link #tick} is called
     */
    public SnapshotRounds(
            Supplier<? extends Collection<P>> candidates,
            ToLongFunction<P> eventsSinceSnapshot,
            Function<P, ? extends CompletionStage<?>> save,
            Executor context) {
        this.candidates = candidates;
        this.eventsSinceSnapshot = eventsSinceSnapshot;
        this.save = save;
        this.context = context;
    }

    /** Begins to write the next snapshot, unless one is being written or none is due. */
    public void tick() {
        long due = ++ticks % TICKS_OF_A_ROUND == 0 ? 1 : MANY_EVENTS;
        restsUntil.values().removeIf(until -> until <= ticks);
        if (saving) {
            return;
        }
        Optional<P> next = candidates.get().stream()
                .filter(each -> eventsSinceSnapshot.applyAsLong(each) >= due && !restsUntil.containsKey(each))
                .max(Comparator.comparingLong(eventsSinceSnapshot));
        next.ifPresent(this::begin);
    }

    private void begin(P partition) {
        saving = true;
        save.apply(partition)
                .whenCompleteAsync(
                        (done, failure) -> {
                            saving = false;
                            if (failure != null) {
                                restsUntil.put(partition, ticks + TICKS_OF_A_ROUND + 1);
                            }
                        },
                        context);
    }
}
