package dev.ticktide.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GapDetectorTest {

    private final GapDetector numbering = new GapDetector();

    @Test
    void nothingIsMissingBeforeTheFirstNumberOrInARow() {
        for (long number = 41; number < 60; number++) {
            assertFalse(numbering.received("a", number));
            assertFalse(numbering.lost("a", number));
        }
    }

    @Test
    void aGapIsLostUnlessItFillsInTime() {
        numbering.received("a", 1);
        assertTrue(numbering.received("a", 3));
        assertFalse(numbering.received("a", 2));
        assertFalse(numbering.lost("a", 3), "it came late");

        assertTrue(numbering.received("a", 6));
        assertTrue(numbering.lost("a", 6));
        assertFalse(numbering.lost("a", 6), "said once");
        assertFalse(numbering.received("a", 7));
    }

    @Test
    void laterNumbersHaveTheirOwnTime() {
        numbering.received("a", 1);
        assertTrue(numbering.received("a", 3));
        assertTrue(numbering.received("a", 5));
        assertTrue(numbering.lost("a", 3), "2 is lost");
        numbering.received("a", 4);
        assertFalse(numbering.lost("a", 5), "4 came in time");
    }

    @Test
    void sendersAreNumberedByThemselves() {
        numbering.received("a", 1);
        numbering.received("b", 100);
        assertFalse(numbering.received("a", 2));
        assertTrue(numbering.received("b", 102));
        assertFalse(numbering.lost("a", 102));
        assertTrue(numbering.lost("b", 102));
    }

    @Test
    void whoComesBackAfterALongSilenceHasSaidMuch() {
        numbering.received("a", 1);
        numbering.keep(Set.of());
        assertTrue(numbering.received("a", 1_000_000));
        assertTrue(numbering.lost("a", 1_000_000));
    }

    @Test
    void noOrderWithinAWindowLosesAnything() {
        Random random = new Random(7);
        List<Long> block = new ArrayList<>();
        numbering.received("a", 0);
        int asked = 0;
        for (long number = 1; number <= 10_000; number++) {
            block.add(number);
            if (block.size() == 20) {
                Collections.shuffle(block, random);
                for (long each : block) {
                    asked += numbering.received("a", each) ? 1 : 0;
                }
                assertFalse(numbering.lost("a", number + 1), "everything up to " + number + " came");
                block.clear();
            }
        }
        assertTrue(asked > 0, "numbers came out of order");
        assertEquals(0, block.size());
    }
}
