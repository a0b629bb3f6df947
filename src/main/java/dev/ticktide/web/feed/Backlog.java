package dev.ticktide.web.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.feed.socket.Outstanding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The messages queued for a client that can't keep up. Of transient ones (open bars, board rows, the status) only the
 * newest is kept; the others are all kept up to a limit, beyond which the address with most of them is dropped and the
 * client gets a gap. Confined to one context.
 */
final class Backlog {

    /** About what a place here costs besides the message itself, which others hold as well. */
    private static final int WAITING_BYTES = 100;

    private final int bound;
    private final Outstanding outstanding;
    private final Map<String, Waiting> addresses = new LinkedHashMap<>();
    private int kept;
    private int size;

    /**
     * @param bound how many closed bars, signals and other things that may not be skipped are kept
     * @param outstanding counts what this holds
     */
    Backlog(int bound, Outstanding outstanding) {
        this.bound = bound;
        this.outstanding = outstanding;
    }

    /** One address: what follows {@code prev}, which the client has. */
    private static final class Waiting {
        private final String feed;
        private final long prev;
        private long seq;
        private boolean isGap;
        private final List<FeedMessage> whole = new ArrayList<>();
        private final Map<String, Merged> merged = new LinkedHashMap<>();

        Waiting(FeedMessage first) {
            feed = first.feed();
            prev = first.prev();
            seq = prev;
        }

        int kept() {
            return whole.size()
                    + merged.values().stream().mapToInt(Merged::kept).sum();
        }

        int size() {
            return 1
                    + whole.size()
                    + merged.values().stream().mapToInt(Merged::elements).sum();
        }
    }

    boolean isEmpty() {
        return addresses.isEmpty();
    }

    /** How many things are held that may not be skipped. */
    int kept() {
        return kept;
    }

    /** How many things are held at all. */
    int size() {
        return size;
    }

    void clear() {
        addresses.clear();
        kept = 0;
        resize(-size);
    }

    /** Returns whether it went into one that waits already. */
    boolean add(FeedMessage message) {
        Waiting waiting = waitingWith(message);
        waiting.seq = message.seq();
        if (waiting.isGap) {
            return true;
        }
        boolean joins = false;
        int before = waiting.kept();
        int sizeBefore = waiting.size();
        if (Merged.canTake(message.type())) {
            Merged merged = waiting.merged.computeIfAbsent(message.type(), Merged::new);
            joins = merged.size() > 0;
            merged.add(message);
        } else {
            waiting.whole.add(message);
        }
        kept += waiting.kept() - before;
        resize(waiting.size() - sizeBefore);
        while (kept > bound) {
            forgetLargest();
        }
        return joins;
    }

    private Waiting waitingWith(FeedMessage message) {
        Waiting waiting = addresses.get(message.address());
        if (waiting != null && !waiting.feed.equals(message.feed())) {
            // A client that sees another feed reads everything again, so older messages are of no use.
            forget(message.address());
            waiting = null;
        }
        if (waiting == null) {
            waiting = new Waiting(message);
            addresses.put(message.address(), waiting);
            resize(waiting.size());
        }
        return waiting;
    }

    private void resize(int more) {
        size += more;
        outstanding.add(more * (long) WAITING_BYTES);
    }

    /** Hands over what waits, per address in the order of its numbers. */
    List<FeedMessage> take(long now) {
        List<FeedMessage> all = new ArrayList<>();
        addresses.forEach((address, waiting) -> all.addAll(messages(address, waiting, now)));
        clear();
        return all;
    }

    void forget(String address) {
        Waiting waiting = addresses.remove(address);
        if (waiting != null) {
            resize(-waiting.size());
            kept -= waiting.isGap ? 0 : waiting.kept();
        }
    }

    private void forgetLargest() {
        Waiting largest = addresses.values().stream()
                .filter(waiting -> !waiting.isGap)
                .max(Comparator.comparingInt(Waiting::kept))
                .orElseThrow();
        kept -= largest.kept();
        resize(-largest.size());
        largest.isGap = true;
        largest.whole.clear();
        largest.merged.clear();
        resize(largest.size());
    }

    private static List<FeedMessage> messages(String address, Waiting waiting, long now) {
        if (waiting.isGap) {
            ObjectNode body = Json.object().put("address", address);
            return List.of(FeedMessage.of(address, body, "gap", waiting.feed, waiting.seq, waiting.prev, now));
        }
        if (waiting.merged.isEmpty()) {
            return waiting.whole;
        }
        // Kinds are merged each for itself, so that their numbers overlap: all follow what the client has.
        List<FeedMessage> messages = new ArrayList<>();
        waiting.whole.forEach(message -> messages.add(message.after(waiting.prev)));
        waiting.merged.values().forEach(merged -> messages.add(merged.message(address, waiting.prev, now)));
        messages.sort(Comparator.comparingLong(FeedMessage::seq));
        return messages;
    }
}
