package dev.ticktide.app.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.web.feed.WebMetrics;
import org.junit.jupiter.api.Test;

class RecentLatencyTest {

    private final RecentLatency latency = new RecentLatency();

    @Test
    void quantilesAreOfTheLastTenSpans() {
        for (int i = 1; i <= 100; i++) {
            latency.record(i * 1_000L);
        }
        WebMetrics.Latency read = latency.read();
        assertEquals(100, read.count());
        // Two digits are kept.
        assertEquals(50, read.p50(), 0.5);
        assertEquals(99, read.p99(), 1);
        for (int i = 0; i < 9; i++) {
            latency.record(7_000);
            assertEquals(101 + i, latency.read().count());
        }
        latency.record(7_000);
        read = latency.read();
        assertEquals(10, read.count(), "the first span is forgotten");
        assertEquals(7, read.p99(), 0.1);
    }

    @Test
    void whatCantBeIsCountedAtTheBounds() {
        latency.record(-5);
        latency.record(Long.MAX_VALUE);
        WebMetrics.Latency read = latency.read();
        assertEquals(0, read.p50());
        assertEquals(60_000, read.p99(), 600);
    }

    @Test
    void nothingIsNothing() {
        assertEquals(new WebMetrics.Latency(0, 0, 0), latency.read());
    }
}
