package dev.ticktide.web.feed;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which clients are subscribed to which address. Reports each subscription and its end to the feed. Confined to one context. */
final class Listeners {

    private final Feed feed;
    private final Map<String, Set<Viewer>> byAddress = new HashMap<>();
    private int size;

    Listeners(Feed feed) {
        this.feed = feed;
    }

    /** The clients of an address; {@code null} if it has none. */
    @Nullable
    Set<Viewer> of(String address) {
        return byAddress.get(address);
    }

    /** Subscriptions of all clients together. */
    int size() {
        return size;
    }

    void add(Viewer viewer, String address) {
        viewer.addresses().add(address);
        size++;
        byAddress.computeIfAbsent(address, unused -> new LinkedHashSet<>()).add(viewer);
        feed.watch(address);
    }

    void remove(Viewer viewer, String address) {
        viewer.unregister(address);
        forget(viewer, address);
    }

    void removeAll(Viewer viewer) {
        List.copyOf(viewer.addresses()).forEach(address -> forget(viewer, address));
        viewer.addresses().clear();
    }

    private void forget(Viewer viewer, String address) {
        Set<Viewer> there = byAddress.get(address);
        if (there != null && there.remove(viewer) && there.isEmpty()) {
            byAddress.remove(address);
        }
        size--;
        feed.unwatch(address);
    }
}
