package dev.ticktide.web.feed;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Which addresses of the feed have subscribers, and which symbols are worth reading because of that. Confined to one context. */
final class Subscriptions {

    /** Longer than a page takes from asking for a snapshot to its registration. */
    private static final long EXPECTED_MICROS = 10_000_000;

    private static final int MAX_EXPECTED = 10_000;

    private final Consumer<String> wanted;
    private final Map<String, Integer> counts = new HashMap<>();
    /** Looked up for every bar, so kept without the address around it. */
    private final Set<String> symbols = new HashSet<>();

    /** Symbols of snapshots: what happens until the page has registered counts, so that it can see that it missed something. */
    private final Map<String, Long> expected = new HashMap<>();

    private StudyWatch studies = StudyWatch.NONE;

    /** @param wanted gets every symbol that begins to be watched */
    Subscriptions(Consumer<String> wanted) {
        this.wanted = wanted;
    }

    void studies(StudyWatch watch) {
        studies = watch;
    }

    void add(String address) {
        counts.merge(address, 1, Integer::sum);
        if (address.startsWith(Feed.STUDY_PREFIX)) {
            studies.watch(address);
        }
        if (address.startsWith(Feed.SYMBOL_PREFIX)) {
            String symbol = address.substring(Feed.SYMBOL_PREFIX.length());
            boolean isNew = !isWatched(symbol);
            symbols.add(symbol);
            if (isNew) {
                wanted.accept(symbol);
            }
        }
    }

    void remove(String address) {
        if (counts.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null) != null) {
            return;
        }
        if (address.startsWith(Feed.SYMBOL_PREFIX)) {
            symbols.remove(address.substring(Feed.SYMBOL_PREFIX.length()));
        } else if (address.startsWith(Feed.STUDY_PREFIX)) {
            studies.unwatch(address);
        }
    }

    /** Counts a symbol as watched for a while: a page has read it and is about to subscribe. */
    void expect(String symbol, long now) {
        boolean isNew = !isWatched(symbol);
        if (expected.containsKey(symbol) || expected.size() < MAX_EXPECTED) {
            expected.put(symbol, now + EXPECTED_MICROS);
            if (isNew) {
                wanted.accept(symbol);
            }
        }
    }

    /** Forgets the pages that did not subscribe. */
    void expire(long now) {
        expected.values().removeIf(until -> until < now);
    }

    boolean has(String address) {
        return counts.containsKey(address);
    }

    Set<String> addresses() {
        return counts.keySet();
    }

    /** Those that have subscribers. */
    Set<String> symbols() {
        return symbols;
    }

    boolean isWatched(String symbol) {
        return symbols.contains(symbol) || expected.containsKey(symbol);
    }

    /** Those that have subscribers or are about to. */
    Set<String> watchedSymbols() {
        Set<String> all = new HashSet<>(symbols);
        all.addAll(expected.keySet());
        return all;
    }
}
