package dev.ticktide.bus;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Detects lost messages of a topic: when a connection between two live nodes breaks, the bus drops messages without an
 * error. Every sender numbers its messages; one that arrives slightly out of order is not counted as lost. Confined to
 * one context.
 */
final class GapDetector {

    /** Numbers of one sender that are waited for; with more the rest of the gap counts at once. */
    private static final int MOST_MISSING = 32;

    private static final int MOST_SENDERS = 100;

    private static final class Sender {
        private long next;
        private final TreeSet<Long> missing = new TreeSet<>();
    }

    private final Map<String, Sender> senders = new HashMap<>();

    /** Takes a number; whether it leaves others open that {@link #lost} should be asked for in a moment. */
    boolean received(String from, long number) {
        Sender sender = senders.get(from);
        if (sender == null) {
            sender = new Sender();
            // What it sent before it knew this listener was not meant for it.
            sender.next = number + 1;
            senders.put(from, sender);
            return false;
        }
        if (number < sender.next) {
            sender.missing.remove(number);
            return false;
        }
        long first = Math.max(sender.next, number - MOST_MISSING);
        for (long skipped = first; skipped < number; skipped++) {
            sender.missing.add(skipped);
        }
        boolean gap = number > sender.next;
        sender.next = number + 1;
        return gap;
    }

    /** Whether numbers below this one of that sender are still missing; says so once. */
    boolean lost(String from, long number) {
        Sender sender = senders.get(from);
        if (sender == null) {
            return false;
        }
        SortedSet<Long> late = sender.missing.headSet(number);
        boolean lost = !late.isEmpty();
        late.clear();
        return lost;
    }

    /** Forgets nodes that have left, once there are many: a node beyond a network split may come back, with higher numbers. */
    void keep(Set<String> nodes) {
        if (senders.size() > MOST_SENDERS) {
            senders.keySet().retainAll(nodes);
        }
    }
}
