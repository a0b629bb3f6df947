package dev.ticktide.cluster;

import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Claims this node's partitions of one stage in the owner table, which is the only authority: holding an epoch is a right to
 * write only as long as the table says the same, and every write checks it.
 */
public final class Ownership {

    private final Stage stage;
    private final Membership membership;
    private final Store store;

    public Ownership(Stage stage, Membership membership, Store store) {
        this.stage = stage;
        this.membership = membership;
        this.store = store;
    }

    public Stage stage() {
        return stage;
    }

    /** The node to send a partition's work to, by the members there are now. */
    public String ownerOf(int partition) {
        return Rendezvous.owner(stage, partition, membership.nodes(stage));
    }

    /** Claims every partition that is this node's; gives the epochs of those it got. */
    public CompletionStage<Map<Integer, Long>> claim() {
        return store.owners(stage.label()).thenCompose(this::claim);
    }

    private CompletionStage<Map<Integer, Long>> claim(Map<Integer, Store.Owner> owners) {
        Map<Integer, Long> epochs = new TreeMap<>();
        List<CompletableFuture<?>> claims = new ArrayList<>();
        for (int partition = 0; partition < store.partitions(); partition++) {
            int claimed = partition;
            if (ownerOf(partition).equals(membership.self())) {
                Store.Owner owner = owners.get(partition);
                claims.add(store.claim(stage.label(), partition, owner == null ? 0 : owner.epoch(), membership.self())
                        .thenAccept(epoch -> epoch.ifPresent(value -> {
                            synchronized (epochs) {
                                epochs.put(claimed, value);
                            }
                        }))
                        .toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(claims.toArray(CompletableFuture[]::new)).thenApply(done -> epochs);
    }
}
