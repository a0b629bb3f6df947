package dev.ticktide.crash;

import dev.ticktide.indicator.state.BarSink;
import dev.ticktide.indicator.state.IndicatorSettings;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.SignalColumns;
import dev.ticktide.strategy.SignalEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Everything that follows from the log, computed from it in one go on one thread. */
final class OfflineFold {

    private static final int[] HORIZONS = {5, 10, 20};

    private final IndicatorSettings settings;
    private final Map<Integer, PartitionState> states = new TreeMap<>();
    private final Map<String, String> bars = new TreeMap<>();
    private final Map<String, Signal> signals = new TreeMap<>();
    private final Map<String, List<BarUpdate>> series = new TreeMap<>();
    private final Map<String, Long> lastSeqs = new TreeMap<>();

    OfflineFold(Map<Integer, List<LogEntry>> log, IndicatorSettings settings, SignalEngine engine) {
        this.settings = settings;
        log.forEach((partition, entries) -> {
            PartitionState state = new PartitionState(partition, settings);
            states.put(partition, state);
            entries.forEach(entry -> state.apply(entry, new Closed() {
                @Override
                public void bar(BarUpdate update) {
                    lastSeqs.merge(update.symbol(), update.seq(), Math::max);
                    // A late candle on raw is told too, but made no bar.
                    if (update.closed()) {
                        closed(update);
                        engine.on(partition, update).forEach(signal -> signals.put(signal.id(), signal));
                    }
                }
            }));
        });
    }

    /** The bar table as it must be, in the form of {@link StoredData#bars}. */
    Map<String, String> bars() {
        return bars;
    }

    Map<String, Signal> signals() {
        return signals;
    }

    /** The signal table as it must be. */
    Map<String, String> signalRows() {
        Map<String, String> rows = new TreeMap<>();
        signals.forEach((id, each) -> rows.put(
                id,
                StoredData.text(
                        joined(
                                each.partition(),
                                each.seq(),
                                each.symbol(),
                                each.timeframe(),
                                each.strategy(),
                                each.version(),
                                each.side().label(),
                                each.barTime(),
                                each.generatedAt()),
                        each.price(),
                        each.strength(),
                        SignalColumns.explanation(each.explain()) + "|" + SignalColumns.inputs(each.inputs()))));
        return rows;
    }

    /** The outbox as it must be but for how far the sending has got. */
    Map<String, String> outboxRows(Function<Signal, List<Notification>> plan) {
        Map<String, String> rows = new TreeMap<>();
        signals.values().forEach(signal -> plan.apply(signal)
                .forEach(row -> rows.put(
                        row.id(),
                        StoredData.text(
                                joined(
                                        row.signal().id(),
                                        row.signal().symbol(),
                                        row.signal().side().label(),
                                        row.channel(),
                                        row.recipient(),
                                        row.createdAt()),
                                0,
                                0,
                                SignalColumns.signal(row.signal())))));
        return rows;
    }

    /** Forward returns straight from the definition: close so many bars later, over the open of the next bar. */
    Map<String, Double> scores() {
        Map<String, Map<Long, Integer>> places = new TreeMap<>();
        series.forEach((key, updates) -> {
            Map<Long, Integer> place = new TreeMap<>();
            for (int i = 0; i < updates.size(); i++) {
                place.put(updates.get(i).bar().time(), i);
            }
            places.put(key, place);
        });
        Map<String, Double> scores = new TreeMap<>();
        for (Signal signal : signals.values()) {
            String key = key(signal.symbol(), signal.timeframe());
            List<BarUpdate> updates = series.get(key);
            int at = places.get(key).get(signal.barTime());
            for (int horizon : HORIZONS) {
                if (at + horizon < updates.size()) {
                    double entry = updates.get(at + 1).bar().open();
                    double close = updates.get(at + horizon).bar().close();
                    scores.put(signal.id() + "/" + horizon, close / entry - 1);
                }
            }
        }
        return scores;
    }

    /** The last entry of each symbol that closed a bar or came late: what its summary has to hold. */
    Map<String, Long> lastSeqs() {
        return lastSeqs;
    }

    /** The closed bars of a symbol with their values, in order. */
    List<BarUpdate> closed(String symbol, Timeframe timeframe) {
        return series.getOrDefault(key(symbol, timeframe), List.of());
    }

    /** The bytes of a partition's state after the whole log. */
    byte[] snapshot(int partition) {
        return states.get(partition).snapshot();
    }

    /** The same from a snapshot and the entries after it. */
    byte[] snapshot(StoredData.Snapshot from, List<LogEntry> log) {
        PartitionState state = PartitionState.restore(from.body(), settings);
        log.stream()
                .filter(entry -> entry.seq() > from.seq())
                .forEach(entry -> state.apply(entry, new Closed() {
                    @Override
                    public void bar(BarUpdate update) {
                        // Only the state counts.
                    }
                }));
        return state.snapshot();
    }

    private void closed(BarUpdate update) {
        series.computeIfAbsent(key(update.symbol(), update.timeframe()), unused -> new ArrayList<>())
                .add(update);
        if (!update.timeframe().isRaw()) {
            bars.put(
                    StoredData.barKey(
                            update.symbol(),
                            update.timeframe().name(),
                            update.bar().time()),
                    update.bar().toString());
        }
    }

    private static String key(String symbol, Timeframe timeframe) {
        return joined(symbol, timeframe);
    }

    private static String joined(Object... parts) {
        List<String> texts = new ArrayList<>();
        for (Object part : parts) {
            texts.add(part.toString());
        }
        return String.join("|", texts);
    }

    private abstract static class Closed implements BarSink {
        @Override
        public boolean wantsProvisional() {
            return false;
        }
    }
}
