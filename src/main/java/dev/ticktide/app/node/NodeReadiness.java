package dev.ticktide.app.node;

import dev.ticktide.cluster.Member;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.Role;
import dev.ticktide.cluster.claim.Heartbeats;
import dev.ticktide.ingest.parse.ProblemCode;
import dev.ticktide.store.Store;
import dev.ticktide.web.Readiness;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether this node takes work: it has started, its data are whole, its database answers, its partitions are here. Thread-safe. */
public final class NodeReadiness {

    private final Store store;
    private final Membership membership;
    private final Member self;
    private final boolean clustered;
    private final Heartbeats heartbeats;
    private final NodeStatus status;
    private final Collection<Ownership> owners;
    private volatile boolean started;
    private volatile boolean complete;
    private volatile boolean draining;

    NodeReadiness(
            Store store,
            Membership membership,
            Member self,
            boolean clustered,
            Heartbeats heartbeats,
            NodeStatus status,
            Collection<Ownership> owners) {
        this.store = store;
        this.membership = membership;
        this.self = self;
        this.clustered = clustered;
        this.heartbeats = heartbeats;
        this.status = status;
        this.owners = owners;
    }

    void started() {
        started = true;
    }

    void draining() {
        draining = true;
    }

    /** Whether this node takes work now, and if not what it waits for. */
    public Readiness now() {
        if (draining) {
            return Readiness.waiting("draining");
        }
        String damage = store.damage();
        if (damage != null) {
            return Readiness.damaged(damage);
        }
        if (!started) {
            return Readiness.waiting("starting");
        }
        if (!clustered) {
            return Readiness.READY;
        }
        if (heartbeats.isStoreSilent()) {
            return Readiness.waiting("the database does not answer");
        }
        String missing = missingPartner();
        if (missing != null) {
            return Readiness.waiting(missing);
        }
        // Checked until complete once: a node that takes over from another one continues to serve everything else.
        return complete ? Readiness.READY : completeness();
    }

    private @Nullable String missingPartner() {
        for (Role role : self.roles()) {
            for (Role partner : role.partners()) {
                if (membership.members().stream()
                        .noneMatch(member -> member.roles().contains(partner))) {
                    return "no node has the role " + partner.label() + ", which " + role.label() + " can't do without";
                }
            }
        }
        return null;
    }

    private Readiness completeness() {
        for (Ownership each : owners) {
            if (self.roles().contains(each.stage().role())) {
                Set<Integer> missing =
                        new TreeSet<>(each.ownedBySelf(each.stage().logs(store.partitions())));
                Set<Integer> held = status.held(each.stage()).keySet();
                missing.removeAll(held);
                if (!held.isEmpty()) {
                    // Each half of a split cluster serves its partitions; if neither half were ready, a balancer would
                    // send requests to none.
                    missing.removeAll(status.outOfReach(each.stage()));
                }
                if (!missing.isEmpty()) {
                    return Readiness.waiting(
                            missing.size() + " partitions of " + each.stage().label() + " are still on their way here");
                }
            }
        }
        complete = true;
        return Readiness.READY;
    }

    /** Why no data is taken in now; {@code null} while it is. */
    public @Nullable ProblemCode closed() {
        return store.damage() != null ? ProblemCode.STORAGE_DAMAGED : draining ? ProblemCode.DRAINING : null;
    }
}
