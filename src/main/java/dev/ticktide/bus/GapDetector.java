package dev.ticktide.bus;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Notices that messages of a topic never came, which a connection that breaks between two living nodes costs without anybody
 * being told. Every sender numbers what it publishes; what comes a little out of order is not missing yet. Confined to one
 * context.
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
    boolean heard(String from, long number) {
        Sender sender = senders.get(from);
        if (sender == null) {
            sender = new Sender();
            // What it said before this listener was known to it was not for us.
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
