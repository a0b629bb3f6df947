package dev.ticktide.balance.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a node is left out and let in again, on a clock of its own. */
class NodeTest {

    private final Node node = new Node(new Backend("a", "127.0.0.1", 1, 2), Watch.DEFAULTS, 0);
    private final Target ingest = node.targets.get(0);

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void isOutUntilItsFirstCheck() {
        assertFalse(ingest.isIn());
        assertTrue(node.isCheckDue(0));
        node.passed(0);
        assertTrue(ingest.isIn());
    }

    @Test
    void restsForLongerEachTimeUpToTheLimit() {
        node.passed(0);
        assertTrue(ingest.health.failed(0));
        assertFalse(ingest.health.failed(0), "the next broken request tells nothing new");
        List<Long> rests = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 7; i++) {
            long rest = 0;
            while (ingest.health.isOutFor(now + millis(rest))) {
                rest += 100;
            }
            rests.add(rest);
            now += millis(rest);
            node.failed(true, now);
        }
        assertEquals(List.of(500L, 1_000L, 2_000L, 4_000L, 8_000L, 10_000L, 10_000L), rests);
    }

    @Test
    void comesBackWithACheckAfterItsRestOnly() {
        node.passed(0);
        ingest.health.failed(0);
        node.passed(millis(499));
        assertFalse(ingest.isIn());
        assertTrue(node.isCheckDue(millis(500)));
        node.passed(millis(500));
        assertTrue(ingest.isIn());
    }

    @Test
    void restsShortlyAgainAfterAGoodTime() {
        node.passed(0);
        ingest.health.failed(0);
        node.passed(millis(500));
        ingest.health.failed(millis(600));
        assertTrue(ingest.health.isOutFor(millis(1_599)), "failing at once again doubles the rest");
        node.passed(millis(1_600));
        ingest.health.failed(millis(20_000));
        assertFalse(ingest.health.isOutFor(millis(20_500)));
    }

    @Test
    void forgivesOneSlowCheckButNoRefusedConnection() {
        node.passed(0);
        assertEquals(List.of(), node.failed(false, 1));
        assertTrue(ingest.isIn());
        assertEquals(node.targets, node.failed(false, 2));
        assertFalse(ingest.isIn());

        Node other = new Node(new Backend("b", "127.0.0.1", 1, 2), Watch.DEFAULTS, 0);
        other.passed(0);
        assertEquals(other.targets, other.failed(true, 1));
    }

    @Test
    void isNotEjectedForBeingNotReady() {
        node.passed(0);
        node.notReady();
        assertFalse(ingest.isIn());
        assertTrue(ingest.health.isIn());
        node.passed(1);
        assertTrue(ingest.isIn());
    }
}
