package dev.ticktide.app.node;

import dev.ticktide.app.metrics.Metrics;
import dev.ticktide.cluster.Stage;
import dev.ticktide.cluster.claim.OwnershipListener;
import dev.ticktide.cluster.claim.Takeover;
import dev.ticktide.indicator.IndicatorActivity;
import dev.ticktide.market.log.FillProgress;
import dev.ticktide.market.log.Filling;
import dev.ticktide.market.message.NodeReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** The state of this node: collects what its stages report. Thread-safe. */
public final class NodeStatus implements OwnershipListener, FillProgress {

    private static final int ARRIVALS_KEPT = 20;
    private static final int MOST_FILLINGS = 8;
    private static final double NANOS = 1e9;

    private final String node;
    private final IndicatorActivity activity;
    private final Metrics metrics;
    private final LongSupplier nowMillis;
    private final Runnable changed;
    private final long startedAt;
    private final Map<Stage, Map<Integer, Long>> held = new EnumMap<>(Stage.class);
    private final Map<Stage, Set<Integer>> outOfReach = new EnumMap<>(Stage.class);
    private final Deque<NodeReport.Arrival> arrivals = new ArrayDeque<>();
    private final Map<String, Filling> fillings = new LinkedHashMap<>();
    private NodeReport.State state = NodeReport.State.JOINING;
    private long moves;
    private long fenced;
    private long countedEvents;
    private long countedAt = System.nanoTime();
    private double eventsPerSecond;

    /** @param changed called after every change that is to be published at once */
    public NodeStatus(
            String node, IndicatorActivity activity, Metrics metrics, LongSupplier nowMillis, Runnable changed) {
        this.node = node;
        this.activity = activity;
        this.metrics = metrics;
        this.nowMillis = nowMillis;
        this.changed = changed;
        this.startedAt = nowMillis.getAsLong();
        for (Stage stage : Stage.values()) {
            held.put(stage, Map.of());
            metrics.gauge("ticktide_partitions_owned", () -> held(stage).size(), "stage", stage.label());
        }
    }

    @Override
    public void moved(Stage stage, Map<Integer, Long> now) {
        synchronized (this) {
            if (held.put(stage, now).equals(now)) {
                return;
            }
            moves++;
        }
        changed.run();
    }

    @Override
    public void tookOver(Stage stage, int partitions, long nanos, Takeover kind) {
        String how = kind.name().toLowerCase(Locale.ROOT);
        metrics.arrived(stage.label(), how, nanos);
        synchronized (this) {
            arrivals.add(
                    new NodeReport.Arrival(nowMillis.getAsLong(), stage.label(), partitions, nanos / 1_000_000, how));
            if (arrivals.size() > ARRIVALS_KEPT) {
                arrivals.remove();
            }
        }
    }

    @Override
    public void fenced(Stage stage, int partition) {
        metrics.fenced(stage.label());
        synchronized (this) {
            fenced++;
        }
    }

    @Override
    public synchronized void outOfReach(Stage stage, Set<Integer> partitions) {
        outOfReach.put(stage, partitions);
    }

    @Override
    public synchronized void at(Filling filling) {
        if (fillings.size() < MOST_FILLINGS || fillings.containsKey(filling.what())) {
            fillings.put(filling.what(), filling);
        }
    }

    @Override
    public synchronized void over(String what) {
        fillings.remove(what);
    }

    /** Whether that is news. */
    public boolean enter(NodeReport.State next) {
        synchronized (this) {
            if (state == next || state == NodeReport.State.DRAINING) {
                return false;
            }
            state = next;
            moves++;
        }
        changed.run();
        return true;
    }

    synchronized NodeReport.State state() {
        return state;
    }

    /** The partitions of a stage that are here, each with its epoch. */
    public synchronized Map<Integer, Long> held(Stage stage) {
        return held.getOrDefault(stage, Map.of());
    }

    /** Partitions that should be here but are served beyond a split of the network. */
    public synchronized Set<Integer> outOfReach(Stage stage) {
        return outOfReach.getOrDefault(stage, Set.of());
    }

    /** The state now, as other nodes are sent it. */
    public synchronized NodeReport report() {
        List<NodeReport.Holding> holdings = new ArrayList<>();
        held.forEach((stage, epochs) -> epochs.forEach(
                (partition, epoch) -> holdings.add(new NodeReport.Holding(stage.label(), partition, epoch))));
        long now = System.nanoTime();
        long events = activity.events();
        if (now - countedAt > NANOS) {
            eventsPerSecond = (events - countedEvents) * NANOS / (now - countedAt);
            countedEvents = events;
            countedAt = now;
        }
        return new NodeReport(
                node,
                state,
                startedAt,
                moves,
                events,
                eventsPerSecond,
                activity.queued(),
                activity.behind(),
                fenced,
                holdings,
                List.copyOf(arrivals),
                List.copyOf(fillings.values()));
    }
}
