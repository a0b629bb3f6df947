package dev.ticktide.cluster.claim;

import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The claims that follow from one reading of the owner table, and which of them the table granted. Confined to one context. */
final class ClaimRound {

    private final Store store;
    private final String stage;
    private final String node;
    private final OwnerPatience patience;
    private final Executor context;
    private final Map<Integer, Long> epochs = new TreeMap<>();
    /** By kind, since when the first of its partitions was wanted. */
    private final Map<Takeover, Long> kinds = new EnumMap<>(Takeover.class);

    ClaimRound(Store store, String stage, String node, OwnerPatience patience, Executor context) {
        this.store = store;
        this.stage = stage;
        this.node = node;
        this.patience = patience;
        this.context = context;
    }

    /** Claims what is wanted, not held and need not be waited for. Fails if a claim fails; others may be granted all the same. */
    CompletionStage<?> claim(Map<Integer, Store.Owner> owners, Set<Integer> held) {
        List<CompletableFuture<?>> claims = new ArrayList<>();
        for (Map.Entry<Integer, Long> wanted : patience.wanted()) {
            int partition = wanted.getKey();
            Store.Owner owner = owners.get(partition);
            Takeover kind = held.contains(partition) ? null : patience.claimable(partition, owner);
            if (kind != null) {
                kinds.merge(kind, wanted.getValue(), Math::min);
                long epoch = owner == null ? 0 : owner.epoch();
                claims.add(store.claim(stage, partition, epoch, node)
                        .thenAcceptAsync(got -> claimed(partition, got), context)
                        .toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(claims.toArray(CompletableFuture[]::new));
    }

    /** The partitions that were granted, with the rights to write. */
    Map<Integer, Long> epochs() {
        return epochs;
    }

    /** The most serious reason of any claim. */
    Takeover worst() {
        return Collections.max(kinds.keySet());
    }

    /** Since when the first of the claimed partitions was wanted. */
    long wantedSince() {
        return Collections.min(kinds.values());
    }

    private void claimed(int partition, OptionalLong epoch) {
        if (epoch.isPresent()) {
            epochs.put(partition, epoch.getAsLong());
        } else {
            // Another node was faster, and must be given time as any owner.
            patience.restart(partition);
        }
    }
}
