package dev.ticktide.web.chart;

import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.symbol.Timeframe;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A cache of states of indicators that are not configured, used from one query to the next: the store has none of them,
 * and the time to compute them grows with the length of the series. Bounded in bytes: the least recently used series is
 * removed completely; within one series every second state. Thread-safe.
 */
public final class KeptStates {

    private static final long MOST_BYTES = 16L << 20;
    private static final int MOST_OF_A_SERIES = 32;

    /** What a state costs beside its bytes. */
    private static final int OVERHEAD = 150;

    private final Map<Key, TreeMap<Long, Kept>> series = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Key(String symbol, Timeframe timeframe, IndicatorName name) {}

    /**
     * @param time start of the last bar in it
     * @param bars how many bars there are in it
     */
    public record Kept(long time, long bars, byte[] state) {}

    /** The newest state before {@code time}. */
    synchronized @Nullable Kept before(String symbol, Timeframe timeframe, IndicatorName name, long time) {
        TreeMap<Long, Kept> states = series.get(new Key(symbol, timeframe, name));
        Map.Entry<Long, Kept> entry = states == null ? null : states.lowerEntry(time);
        return entry == null ? null : entry.getValue();
    }

    synchronized void keep(String symbol, Timeframe timeframe, IndicatorName name, Kept kept) {
        TreeMap<Long, Kept> states =
                series.computeIfAbsent(new Key(symbol, timeframe, name), unused -> new TreeMap<>());
        Kept old = states.put(kept.time, kept);
        bytes += size(kept) - (old == null ? 0 : size(old));
        if (states.size() > MOST_OF_A_SERIES) {
            thin(states);
        }
        Iterator<TreeMap<Long, Kept>> oldest = series.values().iterator();
        while (bytes > MOST_BYTES && series.size() > 1) {
            oldest.next().values().forEach(each -> bytes -= size(each));
            oldest.remove();
        }
    }

    /** The bars of a symbol are not what they were. */
    public synchronized void forget(String symbol) {
        series.entrySet().removeIf(entry -> {
            boolean mine = entry.getKey().symbol.equals(symbol);
            if (mine) {
                entry.getValue().values().forEach(each -> bytes -= size(each));
            }
            return mine;
        });
    }

    /** Forgets all series, because it is not known which symbols are affected. */
    synchronized void forgetAll() {
        series.clear();
        bytes = 0;
    }

    /** What all states take, about; at most 16 MB but for one series that is larger by itself. */
    public synchronized long bytes() {
        return bytes;
    }

    private void thin(SortedMap<Long, Kept> states) {
        boolean goes = false;
        for (Iterator<Kept> each = states.values().iterator(); each.hasNext(); goes = !goes) {
            Kept kept = each.next();
            if (goes && each.hasNext()) {
                bytes -= size(kept);
                each.remove();
            }
        }
    }

    private static int size(Kept kept) {
        return kept.state.length + OVERHEAD;
    }
}
