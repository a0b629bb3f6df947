package dev.ticktide.app.node;

import dev.ticktide.app.config.AppConfig;
import dev.ticktide.balance.backend.Backend;
import dev.ticktide.cluster.HazelcastMembership;
import dev.ticktide.cluster.Member;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Role;
import dev.ticktide.market.message.NodeReport;
import dev.ticktide.simulate.SimulateSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of all nodes: their reports, and the ports at which they serve. Thread-safe. */
public final class NodeDirectory {

    private final Membership membership;
    private final Member self;
    private final NodeStatus status;

    NodeDirectory(Membership membership, Member self, NodeStatus status) {
        this.membership = membership;
        this.self = self;
        this.status = status;
    }

    /** Where the balancer sends what: not to nodes that have not opened their ports yet or are about to leave. */
    public List<Backend> backends() {
        List<Backend> backends = new ArrayList<>();
        for (Member member : membership.members()) {
            NodeReport report = report(member.node());
            int web = member.roles().contains(Role.WEB) ? member.webPort() : Member.NO_PORT;
            boolean closed = report != null
                    && (report.state() == NodeReport.State.JOINING || report.state() == NodeReport.State.DRAINING);
            if (!closed && (web != Member.NO_PORT || member.ingestPort() != Member.NO_PORT)) {
                backends.add(new Backend(member.node(), member.host(), member.ingestPort(), web));
            }
        }
        return backends;
    }

    /** The newest report of a node; {@code null} where none has arrived. */
    public @Nullable NodeReport report(String of) {
        if (of.equals(self.node())) {
            return status.report();
        }
        return membership instanceof HazelcastMembership hazelcast ? hazelcast.report(of) : null;
    }

    /** Where the simulator sends: this node's own ports if it has them, else any node's; {@code null} while there are none. */
    public SimulateSettings.@Nullable Endpoints simulatorEndpoints(AppConfig config) {
        if (self.roles().contains(Role.INGEST) && self.roles().contains(Role.WEB)) {
            return new SimulateSettings.Endpoints(
                    config.ingest().host(),
                    config.ingest().port(),
                    config.web().host(),
                    config.web().port());
        }
        Member ingest = anyWith(Role.INGEST);
        Member web = anyWith(Role.WEB);
        return ingest == null || web == null
                ? null
                : new SimulateSettings.Endpoints(ingest.host(), ingest.ingestPort(), web.host(), web.webPort());
    }

    private @Nullable Member anyWith(Role role) {
        return membership.members().stream()
                .filter(member -> member.roles().contains(role))
                .findFirst()
                .orElse(null);
    }
}
