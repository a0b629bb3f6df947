package dev.ticktide.cluster.claim;

import dev.ticktide.cluster.Ownership;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
 * worst a partition moves twice. {@link OwnerPatience} says how long an owner is given to release a partition.
 *
 * <p>Confined to one context, to which every completion hops back through {@code context}.
 */
public final class PartitionKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionKeeper.class);

    /** How often the table is read although nothing is missing: to find out what was lost while nothing was written. */
    private static final long REVIEW_NANOS = 2_000_000_000L;

    private final Ownership ownership;
    private final Store store;
    private final PartitionLifecycle lifecycle;
    private final OwnershipListener listener;
    private final Executor context;
    private final Heartbeats heartbeats;
    private final OwnerPatience patience;
    private final Map<Integer, Long> held = new TreeMap<>();
    private final Set<Integer> coming = new HashSet<>();
    private Set<Integer> outOfReach = Set.of();
    private CompletionStage<?> acquiring = CompletableFuture.completedFuture(null);
    private long reviewed;
    private boolean looking;
    private boolean again;
    private boolean leaving;

    public PartitionKeeper(
            Ownership ownership,
            Store store,
            PartitionLifecycle lifecycle,
            OwnershipListener listener,
            Heartbeats heartbeats,
            Executor context) {
        this.ownership = ownership;
        this.store = store;
        this.lifecycle = lifecycle;
        this.listener = listener;
        this.heartbeats = heartbeats;
        this.context = context;
        this.patience = new OwnerPatience(ownership.membership(), heartbeats);
    }

    /** The first look; completes when what it brought here is served. */
    public CompletionStage<?> start() {
        return look().thenComposeAsync(done -> acquiring, context);
    }

    /** Compares, releases and claims. If a comparison is in progress already, returns at once and has it repeated. */
    public CompletionStage<?> look() {
        if (leaving || looking) {
            again |= !leaving;
            return CompletableFuture.completedFuture(null);
        }
        looking = true;
        return step().handleAsync(
                        (done, failure) -> {
                            looking = false;
                            logFailure("Looking after the partitions of {} failed: {}", failure);
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
        Set<Integer> extra = new TreeSet<>(held.keySet());
        extra.removeAll(mine);
        extra.removeAll(coming);
        Set<Integer> missing = new TreeSet<>(mine);
        missing.removeAll(held.keySet());
        long now = heartbeats.nanos();
        patience.want(mine, missing, now);
        reportOutOfReach(now);
        CompletionStage<?> released = extra.isEmpty() ? CompletableFuture.completedFuture(null) : release(extra);
        if (missing.isEmpty() && (heartbeats.isAlone() || now - reviewed < REVIEW_NANOS)) {
            return released;
        }
        reviewed = now;
        CompletionStage<?> claimed = store.owners(name()).thenComposeAsync(this::compare, context);
        return CompletableFuture.allOf(released.toCompletableFuture(), claimed.toCompletableFuture());
    }

    /** Drops what others have claimed meanwhile, and claims what is wanted. */
    private CompletionStage<?> compare(Map<Integer, Store.Owner> owners) {
        for (Map.Entry<Integer, Long> each : List.copyOf(held.entrySet())) {
            Store.Owner owner = owners.get(each.getKey());
            if (owner != null && owner.epoch() > each.getValue() && !coming.contains(each.getKey())) {
                lose(each.getKey());
            }
        }
        ClaimRound round = new ClaimRound(store, name(), heartbeats.node(), patience, context);
        return round.claim(owners, held.keySet())
                .handleAsync(
                        (done, failure) -> {
                            logFailure("Not every claim of {} got through: {}", failure);
                            if (!round.epochs().isEmpty()) {
                                acquire(round);
                            }
                            return null;
                        },
                        context);
    }

    private void reportOutOfReach(long now) {
        Set<Integer> these = patience.outOfReach(now);
        if (!these.equals(outOfReach)) {
            outOfReach = these;
            listener.outOfReach(ownership.stage(), these);
        }
    }

    /** The look does not wait for it: a long replay stops nothing else. */
    private void acquire(ClaimRound round) {
        Map<Integer, Long> epochs = round.epochs();
        held.putAll(epochs);
        coming.addAll(epochs.keySet());
        CompletionStage<?> before = acquiring;
        CompletionStage<?> now = lifecycle
                .acquire(epochs)
                .handleAsync(
                        (done, failure) -> {
                            acquired(round, failure);
                            return null;
                        },
                        context);
        acquiring = before.thenCombineAsync(now, (one, other) -> null, context);
    }

    private void acquired(ClaimRound round, @Nullable Throwable failure) {
        Map<Integer, Long> epochs = round.epochs();
        coming.removeAll(epochs.keySet());
        if (failure != null) {
            LOG.warn("Bringing up partitions of {} failed, trying again", name(), failure);
            epochs.keySet().forEach(this::lose);
            return;
        }
        patience.forget(epochs.keySet());
        epochs.forEach((partition, epoch) -> {
            if (!epoch.equals(held.get(partition))) {
                // Lost while it was brought up.
                lifecycle.drop(partition);
            }
        });
        Takeover worst = round.worst();
        long nanos = heartbeats.nanos() - round.wantedSince();
        LOG.info("{} partitions of {}: {} after {} ms", epochs.size(), name(), worst, nanos / 1_000_000);
        listener.tookOver(ownership.stage(), epochs.size(), nanos, worst);
        moved();
    }

    private CompletionStage<?> release(Set<Integer> partitions) {
        return lifecycle
                .release(partitions)
                .handleAsync(
                        (done, failure) -> {
                            logFailure("Handing over partitions of {} was not clean: {}", failure);
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
        patience.forget(Set.of(partition));
        lifecycle.drop(partition);
        moved();
    }

    private void moved() {
        listener.moved(ownership.stage(), Map.copyOf(held));
    }

    private void logFailure(String message, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.warn(message, name(), failure.getMessage());
        }
    }

    private String name() {
        return ownership.stage().label();
    }
}
