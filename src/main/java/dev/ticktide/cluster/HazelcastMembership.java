package dev.ticktide.cluster;

import com.hazelcast.cluster.MembershipAdapter;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.config.MemberAttributeConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import dev.ticktide.market.message.NodeReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The nodes as Hazelcast sees them: what never changes about a node is in its member attributes, whether it
 * takes on work in its reports. A member that has not reported yet takes on nothing: it may have joined long before its
 * verticles listen.
 */
public final class HazelcastMembership implements Membership {

    private static final String NODE = "ticktide.node";
    private static final String ROLES = "ticktide.roles";
    private static final String HOST = "ticktide.host";
    private static final String INGEST_PORT = "ticktide.ingest";
    private static final String WEB_PORT = "ticktide.web";
    private static final String PID = "ticktide.pid";
    private static final String VERSION = "ticktide.version";

    private final Member self;
    private final HazelcastInstance hazelcast;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, NodeReport> reports = new ConcurrentHashMap<>();
    private volatile List<Member> members = List.of();
    private volatile Map<Stage, List<String>> takingPart = new EnumMap<>(Stage.class);

    private HazelcastMembership(Member self, HazelcastInstance hazelcast) {
        this.self = self;
        this.hazelcast = hazelcast;
    }

    /** Writes down what others get to know of {@code self}; to be called before Hazelcast starts. */
    public static void introduce(Member self, MemberAttributeConfig attributes) {
        attributes.setAttribute(NODE, self.node());
        attributes.setAttribute(ROLES, self.roles().stream().map(Role::label).collect(Collectors.joining(",")));
        attributes.setAttribute(HOST, self.host());
        attributes.setAttribute(INGEST_PORT, Integer.toString(self.ingestPort()));
        attributes.setAttribute(WEB_PORT, Integer.toString(self.webPort()));
        attributes.setAttribute(PID, Long.toString(self.pid()));
        attributes.setAttribute(VERSION, self.version());
    }

    /** Begins to listen to a running Hazelcast. */
    public static HazelcastMembership of(Member self, HazelcastInstance hazelcast) {
        HazelcastMembership membership = new HazelcastMembership(self, hazelcast);
        // Before the first reading: a node that comes in between would be missed otherwise.
        hazelcast.getCluster().addMembershipListener(new MembershipAdapter() {
            @Override
            public void memberAdded(MembershipEvent event) {
                membership.read(event.getMembers());
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                membership.read(event.getMembers());
            }
        });
        hazelcast.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleState.MERGED) {
                membership.look();
            }
        });
        membership.look();
        return membership;
    }

    /** Reads the members again, in case an event was missed. */
    public void look() {
        if (hazelcast.getLifecycleService().isRunning()) {
            read(hazelcast.getCluster().getMembers());
        }
    }

    /** Takes a node's report of itself; true if that node was unknown. */
    public boolean reported(NodeReport report) {
        NodeReport before = reports.put(report.node(), report);
        if (before == null || before.moves() != report.moves() || before.state() != report.state()) {
            notifyListeners();
        }
        return before == null;
    }

    /** The last report of a node. */
    public @Nullable NodeReport report(String node) {
        return reports.get(node);
    }

    @Override
    public String self() {
        return self.node();
    }

    @Override
    public List<Member> members() {
        return members;
    }

    @Override
    public List<String> nodes(Stage stage) {
        return takingPart.getOrDefault(stage, List.of());
    }

    private List<String> takingPart(Stage stage) {
        List<String> nodes = new ArrayList<>();
        for (Member member : members) {
            NodeReport report = reports.get(member.node());
            if (member.roles().contains(stage.role()) && report != null && report.state() == NodeReport.State.SERVING) {
                nodes.add(member.node());
            }
        }
        return nodes;
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void read(Collection<com.hazelcast.cluster.Member> there) {
        List<Member> now = new ArrayList<>();
        for (com.hazelcast.cluster.Member each : there) {
            if (each.getAttribute(NODE) != null) {
                now.add(member(each));
            }
        }
        List<Member> before = members;
        members = List.copyOf(now);
        reports.keySet().removeIf(node -> !node.equals(self.node()) && !isLive(node));
        if (!before.equals(now)) {
            notifyListeners();
        }
    }

    private static Member member(com.hazelcast.cluster.Member each) {
        return new Member(
                each.getAttribute(NODE),
                Arrays.stream(each.getAttribute(ROLES).split(","))
                        .filter(label -> !label.isEmpty())
                        .map(Role::parse)
                        .collect(Collectors.toSet()),
                each.getAttribute(HOST),
                Integer.parseInt(each.getAttribute(INGEST_PORT)),
                Integer.parseInt(each.getAttribute(WEB_PORT)),
                Long.parseLong(each.getAttribute(PID)),
                each.getAttribute(VERSION));
    }

    private void notifyListeners() {
        synchronized (this) {
            Map<Stage, List<String>> now = new EnumMap<>(Stage.class);
            for (Stage stage : Stage.values()) {
                List<String> before = nodes(stage);
                List<String> nodes = takingPart(stage);
                now.put(stage, nodes.equals(before) ? before : List.copyOf(nodes));
            }
            takingPart = now;
        }
        listeners.forEach(Runnable::run);
    }
}
