package dev.ticktide.cluster;

import java.util.List;

/** The nodes that are there. Thread-safe. */
public interface Membership {

    /** This node's id, unique among all nodes and runs. */
    String self();

    /** The live nodes that take part in a stage, this one included if it does; in no particular order. */
    List<String> nodes(Stage stage);

    /** A node alone: it takes part in everything. */
    static Membership alone(String self) {
        List<String> nodes = List.of(self);
        return new Membership() {
            @Override
            public String self() {
                return self;
            }

            @Override
            public List<String> nodes(Stage stage) {
                return nodes;
            }
        };
    }
}
