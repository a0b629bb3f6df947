package dev.ticktide.web.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.web.board.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The name of the feed, and the number of the last message of each address, by which clients see gaps. Confined to one context. */
final class FeedNumbers {

    /** Addresses that were ever sent to; including studies that no viewer asks for any more. */
    private static final int MOST_NUMBERED = 100_000;

    private final String run;
    private final Map<String, Long> seqs = new HashMap<>();
    private String feed;
    private int renewals;

    /** @param run names this run of this node */
    FeedNumbers(String run) {
        this.run = run;
        this.feed = run;
    }

    /** Begins a feed of another name and numbers anew. */
    void renew() {
        renewals++;
        feed = run + '.' + renewals;
        seqs.clear();
    }

    boolean areTooMany() {
        return seqs.size() > MOST_NUMBERED;
    }

    String feed() {
        return feed;
    }

    long next(String address) {
        return seqs.merge(address, 1L, Long::sum);
    }

    /** The feed and the last number of each of these addresses, 0 if it has none. */
    ObjectNode position(List<String> addresses) {
        ObjectNode node = Json.object().put("id", feed);
        ObjectNode seq = node.putObject("seq");
        addresses.forEach(address -> seq.put(address, seqs.getOrDefault(address, 0L)));
        return node;
    }

    /** The last number of each of these addresses that has one, in their alphabetical order. */
    ObjectNode last(Stream<String> addresses) {
        ObjectNode node = Json.object();
        addresses.filter(seqs::containsKey).sorted().forEach(address -> node.put(address, seqs.get(address)));
        return node;
    }
}
