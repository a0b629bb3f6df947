package dev.ticktide.cluster.claim;

import dev.ticktide.cluster.Membership;
import dev.ticktide.store.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When a partition that should be this node's may be claimed. If its owner is a member, the owner gets {@link #PATIENCE_NANOS}
 * to release it. If the owner is no longer a member, the partition may be claimed once the owner writes no heartbeat to the
 * database either: a node that only lost its network connection keeps its partitions. Times are those of
 * {@link Heartbeats#nanos}. Confined to one context.
 */
final class OwnerPatience {

    /** How long an owner that is a member may take to release a partition. */
    static final long PATIENCE_NANOS = 2_000_000_000L;

    private final Membership membership;
    private final Heartbeats heartbeats;
    private final Map<Integer, Long> wantedSince = new HashMap<>();

    /**
     * Since when the owner could have released it; not counted while it is unreachable and can't know that it should.
     */
    private final Map<Integer, Long> patientSince = new HashMap<>();

    /** Since when the owner is no member but still writes heartbeats. */
    private final Map<Integer, Long> cutOffSince = new HashMap<>();

    OwnerPatience(Membership membership, Heartbeats heartbeats) {
        this.membership = membership;
        this.heartbeats = heartbeats;
    }

    /** Begins to count for the partitions that are missing, and ends it for those that should no longer be this node's. */
    void want(Set<Integer> mine, Set<Integer> missing, long now) {
        wantedSince.keySet().retainAll(mine);
        patientSince.keySet().retainAll(mine);
        missing.forEach(partition -> wantedSince.putIfAbsent(partition, now));
        cutOffSince.keySet().retainAll(missing);
    }

    /** The partitions that are waited for, each with the time since when. */
    List<Map.Entry<Integer, Long>> wanted() {
        return List.copyOf(wantedSince.entrySet());
    }

    /** Begins anew for a partition that has just got another owner. */
    void restart(int partition) {
        wantedSince.replace(partition, heartbeats.nanos());
        patientSince.remove(partition);
    }

    void forget(Set<Integer> partitions) {
        wantedSince.keySet().removeAll(partitions);
        patientSince.keySet().removeAll(partitions);
    }

    /** The partitions whose owner is alive but unreachable for longer than an owner may take. */
    Set<Integer> outOfReach(long now) {
        Set<Integer> these = new TreeSet<>();
        cutOffSince.forEach((partition, since) -> {
            if (now - since > PATIENCE_NANOS) {
                these.add(partition);
            }
        });
        return Set.copyOf(these);
    }

    /** Why a partition can be claimed now; {@code null} while its owner must be waited for. */
    @Nullable
    Takeover claimable(int partition, Store.@Nullable Owner owner) {
        if (owner == null) {
            return Takeover.CLAIMED;
        }
        String node = owner.node();
        if (node.equals(Store.Owner.NOBODY)) {
            return Takeover.HANDED_OVER;
        }
        if (heartbeats.isAlone() || node.equals(heartbeats.node())) {
            return Takeover.CLAIMED;
        }
        return isOverdue(partition, node) ? Takeover.TAKEN_OVER : null;
    }

    private boolean isOverdue(int partition, String node) {
        if (!membership.isLive(node)) {
            patientSince.remove(partition);
            if (heartbeats.isSilent(node)) {
                cutOffSince.remove(partition);
                return true;
            }
            cutOffSince.putIfAbsent(partition, heartbeats.nanos());
            return false;
        }
        cutOffSince.remove(partition);
        Long since = patientSince.putIfAbsent(partition, heartbeats.nanos());
        return since != null && heartbeats.nanos() - since > PATIENCE_NANOS;
    }
}
