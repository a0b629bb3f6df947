package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** All clients on their threads. */
final class Load {

    private final AtomicBoolean stop = new AtomicBoolean();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final List<LoadClient> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final LoadClient.Found found = new LoadClient.Found(new AtomicLong(), new AtomicLong());

    /** @param pauseMillis the most a client waits between two operations */
    Load(List<URI> ingest, History history, Random random, int clients, int pauseMillis) {
        this(ingest, history, random, clients, pauseMillis, ingest.size() > 1);
    }

    /**
     * As above.
     *
     * @param clustered whether there are several nodes behind {@code ingest}
     */
    Load(List<URI> ingest, History history, Random random, int clients, int pauseMillis, boolean clustered) {
        // Event time runs ahead of the wall clock here; a load of an hour must still not reach the future.
        long firstTime = (System.currentTimeMillis() / 1_000 - 30 * 24 * 3_600) * 1_000_000;
        LoadClient.Shared shared = new LoadClient.Shared(
                ingest,
                history,
                List.of("SHARED1", "SHARED2"),
                new AtomicLong(firstTime),
                stop,
                failures,
                found,
                pauseMillis,
                clustered);
        for (int i = 0; i < clients; i++) {
            this.clients.add(new LoadClient(shared, i, List.of("CALM" + i, "LATE" + i), random.nextLong(), firstTime));
        }
    }

    /** Begins, or goes on after {@link #stop}. */
    void start() {
        stop.set(false);
        for (LoadClient client : clients) {
            Thread thread = new Thread(client, "load-" + client);
            threads.add(thread);
            thread.start();
        }
    }

    /** Fails if a client was given an answer that it should not have been given. */
    void requireNoFailures() {
        assertEquals(List.of(), failures, "answers that should not have been");
    }

    /** What repeats of operations without an answer found. */
    LoadClient.Found found() {
        return found;
    }

    void stop() throws InterruptedException {
        stop.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
        requireNoFailures();
    }
}
