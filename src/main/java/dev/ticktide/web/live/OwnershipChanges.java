package dev.ticktide.web.live;

import dev.ticktide.cluster.Member;
import dev.ticktide.cluster.Role;
import dev.ticktide.market.message.NodeReport;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Detects that partitions have moved from one node to another. The previous owner may have stored data and died before
 * publishing it, and no other node publishes it. When a node reports that it owns a partition it has claimed it:
 * everything of the previous owner is stored by then, and everything later is published. Confined to one context.
 */
public final class OwnershipChanges {

    private record Part(String stage, int partition) {}

    private final Map<Part, Long> epochs = new HashMap<>();
    private Set<String> notifiers = Set.of();

    /** Whether anything has moved since the last look; at the first one everything has. */
    public boolean look(Collection<Member> members, Function<String, @Nullable NodeReport> reports) {
        boolean moved = false;
        Set<String> notifying = new HashSet<>();
        for (Member member : members) {
            if (member.roles().contains(Role.NOTIFY)) {
                notifying.add(member.node());
            }
            NodeReport report = reports.apply(member.node());
            if (report != null) {
                for (NodeReport.Holding holding : report.holdings()) {
                    moved |= rises(new Part(holding.stage(), holding.partition()), holding.epoch());
                }
            }
        }
        // Mails have no owner: any node with the role takes the next ones.
        moved |= !notifying.containsAll(notifiers);
        notifiers = notifying;
        return moved;
    }

    private boolean rises(Part part, long epoch) {
        Long before = epochs.get(part);
        if (before != null && before >= epoch) {
            return false;
        }
        epochs.put(part, epoch);
        return true;
    }
}
