package dev.ticktide.formula;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Values that are costly to make, by their keys: of those that clients may ask for without end, the ones used longest ago are
 * forgotten and made again. Thread-safe.
 */
public final class LastUsed<K, V> {

    private static final int MOST = 1_000;
    private static final float LOAD = 0.75f;

    private final Map<K, V> values = new LinkedHashMap<>(16, LOAD, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST;
        }
    };

    /** The value of a key. Two threads may make the same one; what {@code make} fails with is not kept. */
    public V get(K key, Function<K, V> make) {
        synchronized (values) {
            V known = values.get(key);
            if (known != null) {
                return known;
            }
        }
        V made = make.apply(key);
        synchronized (values) {
            values.put(key, made);
        }
        return made;
    }
}
