package dev.ticktide.web;

import dev.ticktide.market.Bar;
import dev.ticktide.market.IndicatorName;
import dev.ticktide.market.Timeframe;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Brings indicators to where they were before some bar, as the live ones were: from the nearest checkpoint before it, for those
 * that are not configured from the nearest state kept here, failing that from the series' first bar, and from there over every
 * bar. No number of bars is enough to begin anywhere else: a price that stands still makes an indicator forget nothing.
 *
 * <p>Reads a bounded number of bars at a time. Thread-safe; completes on the store's threads.
 */
final class PastStates {

    /** Bars read at a time. */
    private static final int CHUNK = 4_096;

    /** Folded again faster than it is worth keeping. */
    private static final int WORTH_KEEPING = 512;

    private final Store store;
    private final Overlay overlay;
    private final Bars bars;
    private final KeptStates kept = new KeptStates();

    /** Closed bars as the live indicators saw them. */
    interface Bars {
        CompletionStage<List<Bar>> read(String symbol, Timeframe timeframe, Store.Range range);
    }

    PastStates(Store store, Overlay overlay, Bars bars) {
        this.store = store;
        this.overlay = overlay;
        this.bars = bars;
    }

    KeptStates kept() {
        return kept;
    }

    /** Indicators just before a bar, on their way forward. Confined to one thread. */
    static final class Past {

        private final int width;
        private final List<Group> groups;

        private Past(int width, List<Group> groups) {
            this.width = width;
            this.groups = groups;
        }

        /** How many bars of the series there were so far. */
        long bars() {
            return groups.isEmpty() ? 0 : groups.get(0).bars;
        }

        /** Start of the last of them; {@code Long.MIN_VALUE} before the first. */
        long time() {
            return groups.isEmpty() ? Long.MIN_VALUE : groups.get(0).time;
        }

        /** Folds the next closed bar; the values in the order of the names. */
        double[] close(Bar bar) {
            double[] values = new double[width];
            groups.forEach(group -> group.place(group.close(bar), values));
            return values;
        }

        /** What {@link #close} would answer, leaving everything as it is. */
        double[] peek(Bar bar) {
            double[] values = new double[width];
            groups.forEach(group -> group.place(group.fold.peek(bar), values));
            return values;
        }
    }

    /** Indicators that begin at the same place. */
    private static final class Group {

        private final List<IndicatorName> names;
        private final int[] columns;
        private final Overlay.Fold fold;
        private final boolean keeps;
        private long time;
        private long bars;
        private long keptBars;

        Group(
                List<IndicatorName> all,
                List<IndicatorName> names,
                Overlay.Fold fold,
                boolean keeps,
                long time,
                long bars) {
            this.names = names;
            this.columns = names.stream().mapToInt(all::indexOf).toArray();
            this.fold = fold;
            this.keeps = keeps;
            this.time = time;
            this.bars = bars;
            this.keptBars = bars;
        }

        double[] close(Bar bar) {
            time = bar.time();
            bars++;
            return fold.close(bar);
        }

        void place(double[] own, double[] into) {
            for (int i = 0; i < own.length; i++) {
                into[columns[i]] = own[i];
            }
        }
    }

    /** The indicators as they were when every bar before {@code time} had closed. No two names alike. */
    CompletionStage<Past> before(String symbol, Timeframe timeframe, long time, List<IndicatorName> names) {
        return store.checkpoint(symbol, timeframe, time).thenCompose(checkpoint -> {
            List<Group> groups = groups(symbol, timeframe, time, names, checkpoint.orElse(null));
            CompletionStage<Void> folded = CompletableFuture.completedFuture(null);
            for (Group group : groups) {
                folded = folded.thenCompose(done -> foldUp(group, symbol, timeframe, time));
            }
            return folded.thenApply(done -> new Past(names.size(), groups));
        });
    }

    private List<Group> groups(
            String symbol,
            Timeframe timeframe,
            long time,
            List<IndicatorName> names,
            Store.@Nullable Checkpoint checkpoint) {
        List<Group> groups = new ArrayList<>();
        List<IndicatorName> stored = new ArrayList<>();
        List<IndicatorName> fromTheFirst = new ArrayList<>();
        for (IndicatorName name : names) {
            KeptStates.Kept state = kept.before(symbol, timeframe, name, time);
            if (checkpoint != null && overlay.resume(checkpoint.body(), List.of(name)) != null) {
                stored.add(name);
            } else if (state == null) {
                fromTheFirst.add(name);
            } else {
                groups.add(new Group(
                        names, List.of(name), resumed(state.state(), List.of(name)), true, state.time(), state.bars()));
            }
        }
        if (checkpoint != null && !stored.isEmpty()) {
            groups.add(
                    0,
                    new Group(
                            names,
                            stored,
                            resumed(checkpoint.body(), stored),
                            false,
                            checkpoint.time(),
                            checkpoint.bars()));
        }
        if (!fromTheFirst.isEmpty()) {
            groups.add(new Group(names, fromTheFirst, overlay.begin(fromTheFirst), true, Long.MIN_VALUE, 0));
        }
        return groups;
    }

    private Overlay.Fold resumed(byte[] state, List<IndicatorName> names) {
        Overlay.Fold fold = overlay.resume(state, names);
        if (fold == null) {
            throw new IllegalStateException("a state that could be read a moment ago can't be read");
        }
        return fold;
    }

    private CompletionStage<Void> foldUp(Group group, String symbol, Timeframe timeframe, long to) {
        Store.Range next = new Store.Range(group.time + 1, to, CHUNK, true);
        return bars.read(symbol, timeframe, next).thenCompose(read -> {
            read.forEach(group::close);
            if (group.keeps && group.bars - group.keptBars >= WORTH_KEEPING) {
                keep(group, symbol, timeframe);
            }
            return read.size() < CHUNK ? CompletableFuture.completedFuture(null) : foldUp(group, symbol, timeframe, to);
        });
    }

    private void keep(Group group, String symbol, Timeframe timeframe) {
        group.keptBars = group.bars;
        byte[] state = group.fold.state();
        for (IndicatorName name : group.names) {
            kept.keep(symbol, timeframe, name, new KeptStates.Kept(group.time, group.bars, state));
        }
    }
}
