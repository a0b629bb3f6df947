package dev.ticktide.formula;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LastUsedTest {

    private final LastUsed<Integer, String> values = new LastUsed<>();
    private final List<Integer> made = new ArrayList<>();

    private String get(int key) {
        return values.get(key, each -> {
            made.add(each);
            return "value " + each;
        });
    }

    @Test
    void aValueIsMadeOnceAndTheOneUsedLongestAgoIsForgotten() {
        for (int key = 0; key < 1_000; key++) {
            get(key);
        }
        assertEquals("value 0", get(0));
        get(1_000);
        made.clear();
        get(0);
        get(1_000);
        assertEquals(List.of(), made, "used a moment ago");
        get(1);
        assertEquals(List.of(1), made, "used longest ago");
    }

    @Test
    void aFailureIsNotKept() {
        assertThrows(
                IllegalStateException.class,
                () -> values.get(7, key -> {
                    throw new IllegalStateException("this time");
                }));
        assertEquals("value 7", get(7));
    }
}
