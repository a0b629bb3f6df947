package dev.ticktide.cluster.claim;

import dev.ticktide.store.Store;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * This node's signs of life in the database, and what it sees of the others'. Who can't be reached but still writes there is
 * cut off, not dead. Only changes of counters are compared, never clocks. Thread-safe.
 */
public final class Heartbeats {

    /** How often {@link #beat} should be called. */
    public static final long BEAT_MILLIS = 200;

    /** A node that has not changed its sign for so long is dead, as far as its partitions are concerned. */
    static final long SILENCE_NANOS = 600_000_000L;

    /** An older reading proves nothing: this node itself may have been suspended. */
    static final long STALE_NANOS = 1_000_000_000L;

    /** Without an answer of the database for so long, a node leaves its partitions to others and takes no work. */
    private static final long STORE_SILENCE_NANOS = 4_000_000_000L;

    private static final long FORGET_MILLIS = 24 * 3_600_000L;

    /**
     * Another node counts as silent only after this many own heartbeats were written since its last one: a database or
     * a machine that is suspended keeps every node from writing.
     */
    private static final int OWN_BEATS = 3;

    /** @param ownBeats how many of this node's own were seen by then */
    private record Seen(long beat, long since, long ownBeats) {}

    private final String node;
    private final Store store;
    private final LongSupplier nanos;
    private final boolean alone;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();
    private final long begun;
    private final AtomicLong ownBeats = new AtomicLong();
    private volatile long readAt;
    private volatile boolean hasRead;
    private volatile long wroteAt;

    /**
     * @param nanos a clock that only goes forward
     * @param alone whether there can be no other node, so that heartbeats are not needed
     */
    public Heartbeats(String node, Store store, LongSupplier nanos, boolean alone) {
        this.node = node;
        this.store = store;
        this.nanos = nanos;
        this.alone = alone;
        this.begun = nanos.getAsLong();
        this.wroteAt = begun;
    }

    public String node() {
        return node;
    }

    public boolean isAlone() {
        return alone;
    }

    long nanos() {
        return nanos.getAsLong();
    }

    /**
     * Writes a sign of life and reads the others'; fails when the database does.
     *
     * @param now epoch milliseconds
     */
    public CompletionStage<?> beat(long now) {
        CompletableFuture<?> written = store.beat(node, now, now - FORGET_MILLIS)
                .thenRun(() -> wroteAt = nanos())
                .toCompletableFuture();
        CompletableFuture<?> read = store.beats().thenAccept(this::read).toCompletableFuture();
        return CompletableFuture.allOf(written, read);
    }

    /** Whether the database has taken no sign of life for 4 s. */
    public boolean isStoreSilent() {
        return nanos() - wroteAt > STORE_SILENCE_NANOS;
    }

    /** Whether a node has stopped sending heartbeats; false while that is unknown. */
    boolean isSilent(String other) {
        long now = nanos();
        if (!hasRead || now - readAt > STALE_NANOS) {
            return false;
        }
        Seen last = seen.get(other);
        return last == null
                ? now - begun > SILENCE_NANOS && ownBeats.get() >= OWN_BEATS
                : now - last.since > SILENCE_NANOS && ownBeats.get() - last.ownBeats >= OWN_BEATS;
    }

    synchronized void read(Map<String, Long> beats) {
        long now = nanos();
        Seen own = seen.get(node);
        if (own != null && !beats.getOrDefault(node, own.beat).equals(own.beat)) {
            ownBeats.incrementAndGet();
        }
        seen.keySet().retainAll(beats.keySet());
        beats.forEach((other, beat) -> {
            Seen before = seen.get(other);
            if (before == null || before.beat != beat) {
                seen.put(other, new Seen(beat, now, ownBeats.get()));
            }
        });
        readAt = now;
        hasRead = true;
    }
}
