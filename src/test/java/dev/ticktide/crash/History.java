package dev.ticktide.crash;

import dev.ticktide.market.MarketEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What the clients did and what they were told: each operation is noted before it is sent and after it was answered. */
final class History implements AutoCloseable {

    /** What a client knows of an operation; an answer that never came leaves it {@code UNKNOWN}. */
    enum Outcome {
        UNKNOWN,
        OK,
        REJECTED
    }

    /** Why an operation was made, which says what may become of it. */
    enum Kind {
        /** Fresh events. */
        FRESH,
        /** Events of an earlier operation that was answered with 200. */
        REPEAT,
        /** Fresh events and one that is not valid. */
        INVALID,
        /** Fresh events and a stored candle with other values. */
        CONFLICT
    }

    /** One batch, with all its attempts. Confined to its client until the client has ended. */
    static final class Operation {
        private final int id;
        private final Kind kind;
        private final List<MarketEvent> events;
        private final byte[] body;
        private Outcome outcome = Outcome.UNKNOWN;
        private int unanswered;
        private int attempts;

        Operation(int id, Kind kind, List<MarketEvent> events, byte[] body) {
            this.id = id;
            this.kind = kind;
            this.events = List.copyOf(events);
            this.body = body;
        }

        Kind kind() {
            return kind;
        }

        /** The valid events; of a {@code CONFLICT} only those that are fresh. */
        List<MarketEvent> events() {
            return events;
        }

        byte[] body() {
            return body;
        }

        Outcome outcome() {
            return outcome;
        }

        /** How often it was sent, or would have been had somebody listened. */
        int attempts() {
            return attempts;
        }

        /** Attempts whose outcome the client had to take for unknown. */
        int unanswered() {
            return unanswered;
        }

        @Override
        public String toString() {
            return "operation " + id + " (" + kind + ", " + outcome + ", " + unanswered + " unanswered)";
        }
    }

    private final Writer log;
    private final List<Operation> operations = new ArrayList<>();
    private final AtomicInteger acked = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger timeouts = new AtomicInteger();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<Long> ackNanos = new ArrayList<>();

    /** An answer of 429 or 503: when it came, after how long, and its code. */
    record Refusal(long nanos, long millis, String code) {}

    History(Path file) throws IOException {
        log = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    }

    synchronized Operation plan(Kind kind, List<MarketEvent> events, byte[] body) {
        Operation operation = new Operation(operations.size(), kind, events, body);
        operations.add(operation);
        return operation;
    }

    void sending(Operation operation) {
        inFlight.incrementAndGet();
        operation.attempts++;
        note(operation, "send " + operation.kind + " " + operation.events.size());
    }

    void answered(Operation operation, Outcome outcome, String answer) {
        inFlight.decrementAndGet();
        operation.outcome = outcome;
        if (outcome == Outcome.OK) {
            acked.incrementAndGet();
            synchronized (this) {
                ackNanos.add(System.nanoTime());
            }
        }
        note(operation, outcome + " " + answer);
    }

    void unanswered(Operation operation, String why) {
        inFlight.decrementAndGet();
        operation.unanswered++;
        note(operation, "UNKNOWN " + why);
    }

    /** No answer for as long as a client waits. */
    void timedOut(Operation operation) {
        timeouts.incrementAndGet();
        unanswered(operation, "timed out");
    }

    int timeouts() {
        return timeouts.get();
    }

    void refused(Refusal refusal) {
        synchronized (this) {
            refusals.add(refusal);
        }
    }

    synchronized List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    /** How many operations were answered with 200 between two moments. */
    synchronized long ackedBetween(long from, long to) {
        return ackNanos.stream().filter(nanos -> nanos >= from && nanos < to).count();
    }

    /** When the first 200 after a moment came; {@code Long.MAX_VALUE} if there is none yet. */
    synchronized long firstAckAfter(long from) {
        return ackNanos.stream()
                .filter(nanos -> nanos >= from)
                .mapToLong(Long::longValue)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Nobody listened: the attempt changes nothing. */
    void notSent(Operation operation) {
        inFlight.decrementAndGet();
        note(operation, "not sent");
    }

    int acked() {
        return acked.get();
    }

    int inFlight() {
        return inFlight.get();
    }

    synchronized List<Operation> operations() {
        return List.copyOf(operations);
    }

    @Override
    public synchronized void close() throws IOException {
        log.close();
    }

    private synchronized void note(Operation operation, String what) {
        try {
            log.write(operation.id + " " + what.replace('\n', ' ') + "\n");
            log.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
