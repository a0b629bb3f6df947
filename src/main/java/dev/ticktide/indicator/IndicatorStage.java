package dev.ticktide.indicator;

import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.IndicatorOutput;
import dev.ticktide.market.LiveUpdate;
import dev.ticktide.market.LogEntry;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.SymbolView;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The partitions this node owns: folds committed entries into them and gathers what the signal stage, the screens and the
 * store's bar table get to see. Confined to one context.
 */
final class IndicatorStage {

    /** With many symbols their open bars take turns: a screen shows few of them, and provisional values cost more than a fold. */
    private static final int OPEN_BARS_A_TIME = 256;

    private final Map<Integer, OwnedPartition> partitions = new HashMap<>();
    private List<Store.ClosedBar> closedBars = new ArrayList<>();
    private List<Store.ClosedBar> lent = List.of();
    private List<BarUpdate> liveBars = new ArrayList<>();
    private List<LogEntry> liveMetadata = new ArrayList<>();
    private final Map<String, OwnedPartition> touched = new LinkedHashMap<>();
    private int liveEvents;

    void own(OwnedPartition partition) {
        partitions.put(partition.state().partition(), partition);
    }

    boolean owns(int partition) {
        return partitions.containsKey(partition);
    }

    /** An owned partition; asking for another one is a bug. */
    OwnedPartition partition(int partition) {
        OwnedPartition owned = partitions.get(partition);
        if (owned == null) {
            throw new IllegalStateException("partition " + partition + " is not owned here");
        }
        return owned;
    }

    Collection<OwnedPartition> partitions() {
        return partitions.values();
    }

    /** Folds entries, each partition's in seq order; gives the parts for the signal stage of those that follow live. */
    List<IndicatorOutput.Part> apply(List<LogEntry> entries) {
        Map<Integer, OwnedPartition> changed = new LinkedHashMap<>();
        Folding folding = new Folding();
        for (LogEntry entry : entries) {
            OwnedPartition partition = partition(entry.partition());
            folding.into = partition;
            partition.state().apply(entry, folding);
            changed.put(entry.partition(), partition);
            remember(entry, partition);
        }
        List<IndicatorOutput.Part> parts = new ArrayList<>(changed.size());
        for (OwnedPartition partition : changed.values()) {
            IndicatorOutput.Part part = partition.take();
            if (partition.isAttached()) {
                parts.add(part);
            }
        }
        return parts;
    }

    /** Takes a bar that a replay closed again: the crash may have come before it was stored. */
    void closedAgain(BarUpdate update) {
        addClosedBar(update);
    }

    /** Takes the bars not stored yet along on an append; they stay known until {@link #barsStored} or {@link #giveBack}. */
    List<Store.ClosedBar> lendClosedBars() {
        lent = takeClosedBars();
        return lent;
    }

    /** The bars that an append has with it at the moment: whether it will store them is not known yet. */
    List<Store.ClosedBar> lentBars() {
        return lent;
    }

    void barsStored() {
        lent = List.of();
    }

    List<Store.ClosedBar> takeClosedBars() {
        List<Store.ClosedBar> taken = closedBars;
        closedBars = new ArrayList<>();
        return taken;
    }

    /** Takes bars back that could not be stored. */
    void giveBack(List<Store.ClosedBar> bars) {
        List<Store.ClosedBar> all = new ArrayList<>(bars);
        all.addAll(closedBars);
        closedBars = all;
    }

    /** The same for those that were lent. */
    void lentBack(List<Store.ClosedBar> bars) {
        lent = List.of();
        giveBack(bars);
    }

    /** What the screens have not been told yet: every closed bar, and how the open bars of the touched symbols stand now. */
    Optional<LiveUpdate> takeLive() {
        if (liveEvents == 0 && touched.isEmpty()) {
            return Optional.empty();
        }
        List<BarUpdate> bars = liveBars;
        Iterator<Map.Entry<String, OwnedPartition>> next = touched.entrySet().iterator();
        for (int i = 0; i < OPEN_BARS_A_TIME && next.hasNext(); i++) {
            Map.Entry<String, OwnedPartition> symbol = next.next();
            bars.addAll(symbol.getValue().state().openBars(symbol.getKey()));
            next.remove();
        }
        LiveUpdate update = new LiveUpdate(bars, liveMetadata, liveEvents);
        liveBars = new ArrayList<>();
        liveMetadata = new ArrayList<>();
        liveEvents = 0;
        return Optional.of(update);
    }

    /** How a symbol stands, or a view without anything if it is not known here. */
    SymbolView view(int partition, String symbol) {
        OwnedPartition owned = partitions.get(partition);
        SymbolView view = owned == null ? null : owned.state().view(symbol);
        return view == null ? new SymbolView(symbol, List.of(), List.of()) : view;
    }

    /** The partition with most events since its last snapshot, if it has at least {@code events}. */
    Optional<OwnedPartition> snapshotDue(long events) {
        return partitions.values().stream()
                .filter(partition -> partition.eventsSinceSnapshot() >= events)
                .max(Comparator.comparingLong(OwnedPartition::eventsSinceSnapshot));
    }

    private void remember(LogEntry entry, OwnedPartition partition) {
        liveEvents++;
        if (entry.event() instanceof Metadata metadata) {
            // Every partition logs an economic indicator; one copy is enough for a screen.
            if (metadata.type() != MetadataType.ECONOMIC_INDICATOR || entry.partition() == 0) {
                liveMetadata.add(entry);
            }
        } else {
            touched.put(entry.event().subject(), partition);
        }
    }

    private void addClosedBar(BarUpdate update) {
        if (!update.timeframe().isRaw()) {
            closedBars.add(new Store.ClosedBar(update.symbol(), update.timeframe(), update.bar()));
        }
    }

    /** Provisional values are computed once per screen update rather than once per candle. */
    private final class Folding implements BarSink {

        private @Nullable OwnedPartition into;

        @Override
        public void bar(BarUpdate update) {
            if (into != null) {
                into.collect(update);
            }
            liveBars.add(update);
            addClosedBar(update);
        }

        @Override
        public boolean wantsProvisional() {
            return false;
        }
    }
}
