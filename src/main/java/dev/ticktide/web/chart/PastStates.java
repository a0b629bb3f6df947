package dev.ticktide.web.chart;

import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.formula.IndicatorSeries;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Brings indicators to where they were before some bar, as the live ones were: from the nearest checkpoint before it,
 * for those that are not configured from the nearest state kept here, failing that from the series' first bar, and from
 * there over every bar. No number of bars is enough to begin anywhere else: while a price does not change, an indicator
 * forgets nothing.
 *
 * <p>Reads a bounded number of bars at a time. Thread-safe; completes on the store's threads.
 */
public final class PastStates {

    /** Bars read at a time. */
    private static final int CHUNK = 4_096;

    /** Folded again faster than it is worth keeping. */
    private static final int WORTH_KEEPING = 512;

    private final Store store;
    private final Bars bars;
    private final KeptStates kept = new KeptStates();

    /** Closed bars as the live indicators saw them. */
    public interface Bars {
        /** Bars of a range, oldest first; on raw without late candles. */
        CompletionStage<List<Bar>> read(String symbol, Timeframe timeframe, Store.Range range);
    }

    /** @param bars from which indicators are computed */
    public PastStates(Store store, Bars bars) {
        this.store = store;
        this.bars = bars;
    }

    KeptStates kept() {
        return kept;
    }

    /** Indicators just before a bar, on their way forward. Confined to one thread. */
    public static final class Past {

        private final int width;
        private final List<Group> groups;

        private Past(int width, List<Group> groups) {
            this.width = width;
            this.groups = groups;
        }

        /** How many bars of the series there were so far. */
        public long bars() {
            return groups.isEmpty() ? 0 : groups.get(0).bars;
        }

        /** Start of the last of them; {@code Long.MIN_VALUE} before the first. */
        public long time() {
            return groups.isEmpty() ? Long.MIN_VALUE : groups.get(0).time;
        }

        /** Folds the next closed bar; the values in the order of {@link IndicatorColumn#of(List)}. */
        public double[] update(Bar bar) {
            double[] values = new double[width];
            groups.forEach(group -> group.place(group.update(bar), values));
            return values;
        }

        /** What {@link #update} would answer, leaving everything as it is. */
        public double[] preview(Bar bar) {
            double[] values = new double[width];
            groups.forEach(group -> group.place(group.series.preview(bar), values));
            return values;
        }
    }

    /** Indicators that begin at the same place. */
    private static final class Group {

        private final List<IndicatorName> names;
        private final int[] columns;
        private final IndicatorSeries series;
        private final boolean keeps;
        private long time;
        private long bars;
        private long keptBars;

        Group(
                List<IndicatorName> all,
                List<IndicatorName> names,
                IndicatorSeries series,
                boolean keeps,
                long time,
                long bars) {
            this.names = names;
            List<IndicatorColumn> allColumns = IndicatorColumn.of(all);
            this.columns = IndicatorColumn.of(names).stream()
                    .mapToInt(allColumns::indexOf)
                    .toArray();
            this.series = series;
            this.keeps = keeps;
            this.time = time;
            this.bars = bars;
            this.keptBars = bars;
        }

        double[] update(Bar bar) {
            time = bar.time();
            bars++;
            return series.update(bar);
        }

        void place(double[] own, double[] into) {
            for (int i = 0; i < own.length; i++) {
                into[columns[i]] = own[i];
            }
        }
    }

    /** The indicators as they were when every bar before {@code time} had closed. No two names alike. */
    public CompletionStage<Past> before(String symbol, Timeframe timeframe, long time, List<IndicatorName> names) {
        return store.checkpoint(symbol, timeframe, time).thenCompose(checkpoint -> {
            List<Group> groups = groups(symbol, timeframe, time, names, checkpoint.orElse(null));
            CompletionStage<Void> folded = CompletableFuture.completedFuture(null);
            for (Group group : groups) {
                folded = folded.thenCompose(done -> foldUp(group, symbol, timeframe, time));
            }
            return folded.thenApply(done -> new Past(IndicatorColumn.of(names).size(), groups));
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
            if (checkpoint != null && IndicatorSeries.resume(checkpoint.body(), List.of(name)) != null) {
                stored.add(name);
            } else if (state == null) {
                fromTheFirst.add(name);
            } else {
                groups.add(new Group(
                        names, List.of(name), resumed(state.state(), List.of(name)), true, state.time(), state.bars()));
            }
        }
        if (checkpoint != null && !stored.isEmpty()) {
            groups.add(0, resumed(checkpoint, names, stored));
        }
        if (!fromTheFirst.isEmpty()) {
            groups.add(new Group(names, fromTheFirst, IndicatorSeries.begin(fromTheFirst), true, Long.MIN_VALUE, 0));
        }
        return groups;
    }

    private static Group resumed(Store.Checkpoint checkpoint, List<IndicatorName> all, List<IndicatorName> stored) {
        IndicatorSeries series = resumed(checkpoint.body(), stored);
        return new Group(all, stored, series, false, checkpoint.time(), checkpoint.bars());
    }

    private static IndicatorSeries resumed(byte[] state, List<IndicatorName> names) {
        IndicatorSeries series = IndicatorSeries.resume(state, names);
        if (series == null) {
            throw new IllegalStateException("a state that could be read a moment ago can't be read");
        }
        return series;
    }

    private CompletionStage<Void> foldUp(Group group, String symbol, Timeframe timeframe, long to) {
        Store.Range next = new Store.Range(group.time + 1, to, CHUNK, true);
        return bars.read(symbol, timeframe, next).thenCompose(read -> {
            read.forEach(group::update);
            if (group.keeps && group.bars - group.keptBars >= WORTH_KEEPING) {
                keep(group, symbol, timeframe);
            }
            return read.size() < CHUNK ? CompletableFuture.completedFuture(null) : foldUp(group, symbol, timeframe, to);
        });
    }

    private void keep(Group group, String symbol, Timeframe timeframe) {
        group.keptBars = group.bars;
        byte[] state = group.series.checkpoint();
        for (IndicatorName name : group.names) {
            kept.keep(symbol, timeframe, name, new KeptStates.Kept(group.time, group.bars, state));
        }
    }
}
