package dev.ticktide.cluster;

import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the partitions of a stage that this node owns in line with the members: releases those that should be another
 * node's and claims those that should be its own. The owner table is the only authority: an epoch is a right to write
 * only as long as the table says the same, and every write checks it. So a wrong decision here can't damage data; at
 * worst a partition moves twice.
 *
 * <p>If the owner of a partition is a member, it gets {@link #PATIENCE_NANOS} to release it. If the owner is no longer
 * a member, the partition is claimed once the owner writes no heartbeat to the database either: a node that only lost
 * its network connection keeps its partitions.
 *
 * <p>Confined to one context, to which every completion hops back through {@code context}.
 */
public final class PartitionKeeper {

    /** How long an owner that is a member may take to release a partition. */
    static final long PATIENCE_NANOS = 2_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(PartitionKeeper.class);

    /** How often the table is read although nothing is missing: to find out what was lost while nothing was written. */
    private static final long REVIEW_NANOS = 2_000_000_000L;

    /** What the stage does when partitions come and go. Called on the context. */
    public interface Holder {

        /** Brings claimed partitions up and serves them. What fails is claimed again later. */
        CompletionStage<?> acquire(Map<Integer, Long> epochs);

        /** Takes nothing new for these, finishes what there is, writes it down and drops them. */
        CompletionStage<?> release(Set<Integer> partitions);

        /** Drops a partition at once: another node owns it. */
        void drop(int partition);
    }

    /** Called on the context. */
    public interface Listener {

        Listener NONE = new Listener() {
            @Override
            public void moved(Stage stage, Map<Integer, Long> held) {}

            @Override
            public void tookOver(Stage stage, int partitions, long nanos, Takeover kind) {}

            @Override
            public void fenced(Stage stage, int partition) {}

            @Override
            public void outOfReach(Stage stage, Set<Integer> partitions) {}
        };

        /** What is held now. */
        void moved(Stage stage, Map<Integer, Long> held);

        /** Partitions that came are served. */
        void tookOver(Stage stage, int partitions, long nanos, Takeover kind);

        /** The store refused a write of a partition that another node had claimed meanwhile. */
        void fenced(Stage stage, int partition);

        /** The partitions that should be this node's, but are served beyond a split of the network. */
        void outOfReach(Stage stage, Set<Integer> partitions);
    }

    private final Ownership ownership;
    private final Store store;
    private final Holder holder;
    private final Listener listener;
    private final Executor context;
    private final Heartbeats pulse;

    private final Map<Integer, Long> held = new TreeMap<>();
    private final Set<Integer> coming = new HashSet<>();
    private final Map<Integer, Long> wantedSince = new HashMap<>();
    /**
     * Since when the owner could have released it; not counted while it is unreachable and can't know that it should.
     */
    private final Map<Integer, Long> patientSince = new HashMap<>();

    /** Since when the owner is no member but still writes heartbeats. */
    private final Map<Integer, Long> cutOffSince = new HashMap<>();

    private Set<Integer> outOfReach = Set.of();
    private CompletionStage<?> acquiring = CompletableFuture.completedFuture(null);
    private long reviewed;
    private boolean looking;
    private boolean again;
    private boolean leaving;

    public PartitionKeeper(
            Ownership ownership, Store store, Holder holder, Listener listener, Heartbeats pulse, Executor context) {
        this.ownership = ownership;
        this.store = store;
        this.holder = holder;
        this.listener = listener;
        this.pulse = pulse;
        this.context = context;
    }

    /** The first look; completes when what it brought here is served. */
    public CompletionStage<?> start() {
        return look().thenComposeAsync(done -> acquiring, context);
    }

    /** Compares, releases and claims. If a comparison is in progress already, returns at once and has it repeated. */
    public CompletionStage<?> look() {
        if (leaving) {
            return CompletableFuture.completedFuture(null);
        }
        if (looking) {
            again = true;
            return CompletableFuture.completedFuture(null);
        }
        looking = true;
        return step().handleAsync(
                        (done, failure) -> {
                            looking = false;
                            if (failure != null) {
                                LOG.warn("Looking after the partitions of {} failed: {}", name(), failure.getMessage());
                            }
                            if (again) {
                                again = false;
                                look();
                            }
                            return null;
                        },
                        context);
    }

    /** Whether nothing that was begun is under way. */
    boolean isSettled() {
        return !looking && coming.isEmpty();
    }

    /** Notes that the store refused a write; drops the partition if it is still held by that right. */
    public void fenced(Store.Fence fence) {
        listener.fenced(ownership.stage(), fence.partition());
        if (Long.valueOf(fence.epoch()).equals(held.get(fence.partition()))) {
            lose(fence.partition());
        }
    }

    /**
     * Whether a partition that should be this node's is served beyond a split of the network, and has been for longer than it takes
     * to replace a node that has died: there is no point in waiting for it.
     */
    public boolean isOutOfReach(int partition) {
        return outOfReach.contains(partition);
    }

    /** Releases all partitions; none is claimed from then on. */
    public CompletionStage<?> leave() {
        leaving = true;
        return acquiring.thenComposeAsync(done -> release(new TreeSet<>(held.keySet())), context);
    }

    private CompletionStage<?> step() {
        Set<Integer> mine = ownership.ownedBySelf(ownership.stage().logs(store.partitions()));
        wantedSince.keySet().retainAll(mine);
        patientSince.keySet().retainAll(mine);
        Set<Integer> extra = new TreeSet<>(held.keySet());
        extra.removeAll(mine);
        extra.removeAll(coming);
        Set<Integer> missing = new TreeSet<>(mine);
        missing.removeAll(held.keySet());
        long now = pulse.nanos();
        missing.forEach(partition -> wantedSince.putIfAbsent(partition, now));
        cutOffSince.keySet().retainAll(missing);
        tellOutOfReach();
        CompletionStage<?> released = extra.isEmpty() ? CompletableFuture.completedFuture(null) : release(extra);
        if (missing.isEmpty() && (pulse.isAlone() || now - reviewed < REVIEW_NANOS)) {
            return released;
        }
        reviewed = now;
        CompletionStage<?> claimed = store.owners(name()).thenComposeAsync(this::compare, context);
        return CompletableFuture.allOf(released.toCompletableFuture(), claimed.toCompletableFuture());
    }

    private CompletionStage<?> compare(Map<Integer, Store.Owner> owners) {
        for (Map.Entry<Integer, Long> each : List.copyOf(held.entrySet())) {
            Store.Owner owner = owners.get(each.getKey());
            if (owner != null && owner.epoch() > each.getValue() && !coming.contains(each.getKey())) {
                lose(each.getKey());
            }
        }
        return claim(owners);
    }

    private CompletionStage<?> claim(Map<Integer, Store.Owner> owners) {
        Map<Integer, Long> epochs = new TreeMap<>();
        Map<Takeover, Long> kinds = new EnumMap<>(Takeover.class);
        List<CompletableFuture<?>> claims = new ArrayList<>();
        for (Map.Entry<Integer, Long> wanted : List.copyOf(wantedSince.entrySet())) {
            int partition = wanted.getKey();
            Store.Owner owner = owners.get(partition);
            Takeover kind = held.containsKey(partition) ? null : claimable(partition, owner);
            if (kind != null) {
                kinds.merge(kind, wanted.getValue(), Math::min);
                long epoch = owner == null ? 0 : owner.epoch();
                claims.add(store.claim(name(), partition, epoch, pulse.node())
                        .thenAcceptAsync(got -> claimed(partition, got, epochs), context)
                        .toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(claims.toArray(CompletableFuture[]::new))
                .handleAsync(
                        (done, failure) -> {
                            if (failure != null) {
                                LOG.warn("Not every claim of {} got through: {}", name(), failure.getMessage());
                            }
                            if (!epochs.isEmpty()) {
                                acquire(epochs, kinds);
                            }
                            return null;
                        },
                        context);
    }

    private void tellOutOfReach() {
        long now = pulse.nanos();
        Set<Integer> these = new TreeSet<>();
        cutOffSince.forEach((partition, since) -> {
            if (now - since > PATIENCE_NANOS) {
                these.add(partition);
            }
        });
        if (!these.equals(outOfReach)) {
            outOfReach = Set.copyOf(these);
            listener.outOfReach(ownership.stage(), outOfReach);
        }
    }

    private void claimed(int partition, OptionalLong epoch, Map<Integer, Long> epochs) {
        if (epoch.isPresent()) {
            epochs.put(partition, epoch.getAsLong());
        } else {
            // Another node was faster, and must be given time as any owner.
            wantedSince.replace(partition, pulse.nanos());
            patientSince.remove(partition);
        }
    }

    /** Why a partition can be claimed now; {@code null} while its owner must be waited for. */
    private @Nullable Takeover claimable(int partition, Store.@Nullable Owner owner) {
        if (owner == null) {
            return Takeover.CLAIMED;
        }
        String node = owner.node();
        if (node.equals(Store.Owner.NOBODY)) {
            return Takeover.HANDED_OVER;
        }
        if (pulse.isAlone() || node.equals(pulse.node())) {
            return Takeover.CLAIMED;
        }
        return isOverdue(partition, node) ? Takeover.TAKEN_OVER : null;
    }

    private boolean isOverdue(int partition, String node) {
        if (!ownership.membership().isLive(node)) {
            patientSince.remove(partition);
            if (pulse.isSilent(node)) {
                cutOffSince.remove(partition);
                return true;
            }
            cutOffSince.putIfAbsent(partition, pulse.nanos());
            return false;
        }
        cutOffSince.remove(partition);
        Long since = patientSince.putIfAbsent(partition, pulse.nanos());
        return since != null && pulse.nanos() - since > PATIENCE_NANOS;
    }

    /** Not waited for by the look, so that a long replay stops nothing else. */
    private void acquire(Map<Integer, Long> epochs, Map<Takeover, Long> kinds) {
        held.putAll(epochs);
        coming.addAll(epochs.keySet());
        CompletionStage<?> before = acquiring;
        CompletionStage<?> now = holder.acquire(epochs)
                .handleAsync(
                        (done, failure) -> {
                            acquired(epochs, kinds, failure);
                            return null;
                        },
                        context);
        acquiring = before.thenCombineAsync(now, (one, other) -> null, context);
    }

    private void acquired(Map<Integer, Long> epochs, Map<Takeover, Long> kinds, @Nullable Throwable failure) {
        coming.removeAll(epochs.keySet());
        if (failure != null) {
            LOG.warn("Bringing up partitions of {} failed, trying again", name(), failure);
            epochs.keySet().forEach(this::lose);
            return;
        }
        wantedSince.keySet().removeAll(epochs.keySet());
        patientSince.keySet().removeAll(epochs.keySet());
        epochs.forEach((partition, epoch) -> {
            if (!epoch.equals(held.get(partition))) {
                // Lost while it was brought up.
                holder.drop(partition);
            }
        });
        Takeover worst = Collections.max(kinds.keySet());
        long nanos = pulse.nanos() - Collections.min(kinds.values());
        LOG.info("{} partitions of {}: {} after {} ms", epochs.size(), name(), worst, nanos / 1_000_000);
        listener.tookOver(ownership.stage(), epochs.size(), nanos, worst);
        moved();
    }

    private CompletionStage<?> release(Set<Integer> partitions) {
        return holder.release(partitions)
                .handleAsync(
                        (done, failure) -> {
                            if (failure != null) {
                                LOG.warn(
                                        "Handing over partitions of {} was not clean: {}",
                                        name(),
                                        failure.getMessage());
                            }
                            return giveBack(partitions);
                        },
                        context)
                .thenCompose(given -> given);
    }

    private CompletionStage<?> giveBack(Set<Integer> partitions) {
        List<CompletableFuture<?>> given = new ArrayList<>();
        for (int partition : partitions) {
            Long epoch = held.remove(partition);
            if (epoch != null) {
                given.add(
                        store.release(new Store.Fence(name(), partition, epoch)).toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(given.toArray(CompletableFuture[]::new)).thenRunAsync(this::moved, context);
    }

    private void lose(int partition) {
        held.remove(partition);
        // The new owner must be given time, or two nodes that see the cluster differently would take turns.
        wantedSince.remove(partition);
        patientSince.remove(partition);
        holder.drop(partition);
        moved();
    }

    private void moved() {
        listener.moved(ownership.stage(), Map.copyOf(held));
    }

    private String name() {
        return ownership.stage().label();
    }
}
