package dev.ticktide.signal;

import dev.ticktide.market.signal.Signal;
import dev.ticktide.store.Store;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The newest stored signals of partitions that come from another node: their last owner may have died between storing and
 * publishing them. Pages recognise a signal by its id, so that a second time does no harm.
 */
final class MissedSignals {

    private static final int MAX_SIGNALS = 200;

    /** Longer than a takeover lasts. */
    private static final long RECENT_MICROS = 30_000_000;

    private static final Store.SignalQuery NEWEST =
            new Store.SignalQuery(null, null, null, null, Long.MIN_VALUE, null, MAX_SIGNALS);

    private MissedSignals() {}

    static CompletionStage<List<Signal>> of(Store store, Set<Integer> partitions) {
        return store.signals(NEWEST).thenApply(found -> {
            List<Signal> all = found.stream().map(Store.StoredSignal::signal).toList();
            long last = all.stream().mapToLong(Signal::generatedAt).max().orElse(0);
            return all.stream()
                    .filter(signal ->
                            partitions.contains(signal.partition()) && signal.generatedAt() > last - RECENT_MICROS)
                    .toList();
        });
    }
}
