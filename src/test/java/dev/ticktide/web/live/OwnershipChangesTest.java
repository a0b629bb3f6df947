package dev.ticktide.web.live;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.cluster.Member;
import dev.ticktide.cluster.Role;
import dev.ticktide.market.message.NodeReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnershipChangesTest {

    private final List<Member> members = new ArrayList<>();
    private final Map<String, NodeReport> reports = new HashMap<>();
    private final OwnershipChanges moves = new OwnershipChanges();

    private boolean look() {
        return moves.look(members, reports::get);
    }

    private void joins(String node, Role... roles) {
        members.add(new Member(node, Set.of(roles), "127.0.0.1", Member.NO_PORT, Member.NO_PORT, 1, "1"));
    }

    private void leaves(String node) {
        members.removeIf(member -> member.node().equals(node));
        reports.remove(node);
    }

    private void holds(String node, NodeReport.Holding... holdings) {
        reports.put(
                node,
                new NodeReport(
                        node, NodeReport.State.SERVING, 0, 0, 0, 0, 0, 0, 0, List.of(holdings), List.of(), List.of()));
    }

    private static NodeReport.Holding held(String stage, int partition, long epoch) {
        return new NodeReport.Holding(stage, partition, epoch);
    }

    @Test
    void aHigherEpochOfAnyPartitionOfAnyStageIsAMove() {
        joins("a", Role.INDICATOR, Role.SIGNAL);
        holds("a", held("indicator", 3, 1), held("signal", 3, 1));
        assertTrue(look(), "everything is new at first");
        assertFalse(look());
        joins("b", Role.INDICATOR, Role.SIGNAL);
        assertFalse(look(), "somebody came and has nothing yet");
        leaves("a");
        assertFalse(look(), "nobody has it yet");
        holds("b", held("indicator", 3, 2));
        assertTrue(look());
        holds("b", held("indicator", 3, 2), held("signal", 3, 2));
        assertTrue(look());
        holds("b", held("indicator", 3, 2), held("signal", 3, 2), held("signal", 4, 1));
        assertTrue(look(), "nobody was known to have this one");
        assertFalse(look());
    }

    @Test
    void whatALateReportOfTheLastOwnerSaysIsNone() {
        joins("a", Role.INDICATOR);
        joins("b", Role.INDICATOR);
        holds("b", held("indicator", 3, 2));
        look();
        holds("a", held("indicator", 3, 1));
        assertFalse(look());
    }

    @Test
    void aNodeThatSentMailsAndIsGoneIsAMove() {
        joins("a", Role.NOTIFY);
        joins("b", Role.NOTIFY);
        joins("c", Role.BALANCE);
        look();
        leaves("c");
        assertFalse(look());
        leaves("a");
        assertTrue(look());
        assertFalse(look());
        joins("d", Role.NOTIFY);
        assertFalse(look());
    }
}
