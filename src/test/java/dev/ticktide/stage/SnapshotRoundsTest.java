package dev.ticktide.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SnapshotRoundsTest {

    private static final int ROUND = 10;

    private final Map<String, Long> events = new TreeMap<>();
    private final List<String> saved = new ArrayList<>();
    private CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);

    private final SnapshotRounds<String> rounds = new SnapshotRounds<>(
            events::keySet,
            events::get,
            partition -> {
                saved.add(partition);
                return answer.thenRun(() -> events.put(partition, 0L));
            },
            Runnable::run);

    private void ticks(int count) {
        for (int i = 0; i < count; i++) {
            rounds.tick();
        }
    }

    @Test
    void manyEventsAreWrittenAtOnceAndFewWithTheRound() {
        events.putAll(Map.of("few", 1L, "many", 20_000L, "more", 20_001L, "none", 0L));
        ticks(1);
        assertEquals(List.of("more"), saved);
        ticks(1);
        assertEquals(List.of("more", "many"), saved);
        ticks(ROUND - 3);
        assertEquals(List.of("more", "many"), saved);
        ticks(1);
        assertEquals(List.of("more", "many", "few"), saved);
        ticks(2 * ROUND);
        assertEquals(3, saved.size());
    }

    @Test
    void oneIsWrittenAtATime() {
        events.putAll(Map.of("a", 30_000L, "b", 20_000L));
        answer = new CompletableFuture<>();
        ticks(3);
        assertEquals(List.of("a"), saved);
        answer.complete(null);
        ticks(1);
        assertEquals(List.of("a", "b"), saved);
    }

    @Test
    void oneThatFailsLetsTheOthersGoFirst() {
        events.putAll(Map.of("a", 30_000L, "b", 20_000L));
        answer = CompletableFuture.failedFuture(new IllegalStateException("the disk is full"));
        ticks(1);
        answer = CompletableFuture.completedFuture(null);
        ticks(2);
        assertEquals(List.of("a", "b"), saved);
        ticks(ROUND);
        assertEquals(List.of("a", "b", "a"), saved);
    }
}
