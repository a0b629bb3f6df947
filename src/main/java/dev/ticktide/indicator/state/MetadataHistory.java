package dev.ticktide.indicator.state;

import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.log.LogEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The newest metadata of one subject: of each kind the last {@value #KEPT} and the latest time. Confined to one thread. */
final class MetadataHistory {

    static final int KEPT = 20;

    private final Map<MetadataType, Deque<LogEntry>> kept = new EnumMap<>(MetadataType.class);
    private final Map<MetadataType, Long> lastTimes = new EnumMap<>(MetadataType.class);

    void add(LogEntry entry, Metadata metadata) {
        Deque<LogEntry> entries = kept.computeIfAbsent(metadata.type(), unused -> new ArrayDeque<>(4));
        entries.addLast(entry);
        if (entries.size() > KEPT) {
            entries.removeFirst();
        }
        lastTimes.merge(metadata.type(), metadata.time(), Math::max);
    }

    /** Puts back what a snapshot held. */
    void restore(MetadataType type, long lastTime, List<LogEntry> entries) {
        kept.put(type, new ArrayDeque<>(entries));
        lastTimes.put(type, lastTime);
    }

    OptionalLong lastTime(MetadataType type) {
        Long time = lastTimes.get(type);
        return time == null ? OptionalLong.empty() : OptionalLong.of(time);
    }

    /** In the order of arrival. */
    List<LogEntry> entries(MetadataType type) {
        return new ArrayList<>(kept.getOrDefault(type, new ArrayDeque<>()));
    }

    /** All kinds, latest time first. */
    List<LogEntry> newestFirst() {
        List<LogEntry> all = new ArrayList<>();
        kept.values().forEach(all::addAll);
        all.sort(Comparator.comparingLong((LogEntry entry) -> entry.event().time())
                .thenComparingLong(LogEntry::seq)
                .reversed());
        return all;
    }
}
