package dev.ticktide.app.store;

import dev.ticktide.app.process.SystemTime;
import dev.ticktide.store.Store;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The database's clock, which all nodes share, whatever their own ones say: asked now and then, carried on in between by a
 * counter that no change of this machine's clock moves. Thread-safe.
 */
public final class StoreClock {

    private record Reading(long micros, long nanos) {}

    private final Store store;
    private volatile @Nullable Reading last;

    /** Asks nothing before {@link #ask}. */
    public StoreClock(Store store) {
        this.store = store;
    }

    /** Reads the database's clock again; if the database does not answer, fails and keeps the previous reading. */
    public CompletionStage<?> ask() {
        long asked = System.nanoTime();
        return store.now().thenAccept(micros -> last = new Reading(micros, asked + (System.nanoTime() - asked) / 2));
    }

    /** Microseconds since the epoch; by this machine's clock as long as the database has said nothing. */
    public long micros() {
        Reading reading = last;
        return reading == null ? SystemTime.micros() : reading.micros + (System.nanoTime() - reading.nanos) / 1_000;
    }
}
