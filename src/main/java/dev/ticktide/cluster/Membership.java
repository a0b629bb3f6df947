package dev.ticktide.cluster;

import java.util.EnumSet;
import java.util.List;

/** The nodes that are there. Thread-safe. */
public interface Membership {

    /** This node's id, unique among all nodes and runs. */
    String self();

    /** The live nodes, this one included. */
    List<Member> members();

    /**
     * The live nodes that take on a stage's partitions, this one included if it does; in no particular order. The same list as long
     * as nothing changes.
     */
    List<String> nodes(Stage stage);

    /** Calls {@code listener}, on any thread, after every change of what the methods above return. */
    void onChange(Runnable listener);

    /** Whether a node is there, even if it takes on nothing. */
    default boolean isLive(String node) {
        return members().stream().anyMatch(member -> member.node().equals(node));
    }

    /** A single node without a cluster: it has every stage, and no other node joins. */
    static Membership alone(String self) {
        return alone(new Member(self, EnumSet.allOf(Role.class), "127.0.0.1", Member.NO_PORT, Member.NO_PORT, 0, ""));
    }

    /** As {@link #alone(String)}, with what the node says of itself. */
    static Membership alone(Member self) {
        List<Member> members = List.of(self);
        List<String> nodes = List.of(self.node());
        return new Membership() {
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
                return nodes;
            }

            @Override
            public void onChange(Runnable listener) {
                // Nothing changes.
            }
        };
    }
}
