package dev.ticktide.app.metrics;

import dev.ticktide.web.feed.WebMetrics;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The meters of the web stage: its clients and what is queued for them. Thread-safe. */
final class WebMeters implements WebMetrics {

    private final Metrics metrics;
    private final AtomicInteger clients = new AtomicInteger();
    private final AtomicLong queued = new AtomicLong();

    WebMeters(Metrics metrics) {
        this.metrics = metrics;
        metrics.gauge("ticktide_web_clients", clients::get);
        metrics.gauge("ticktide_web_queued_bytes", queued::get);
    }

    @Override
    public void clients(int count, long queuedBytes) {
        clients.set(count);
        queued.set(queuedBytes);
    }

    @Override
    public void conflated() {
        metrics.count("ticktide_web_conflated_total", 1);
    }

    @Override
    public void closed(String reason) {
        metrics.count("ticktide_web_closed_total", 1, "reason", reason);
    }

    @Override
    public void passed(String stage, long micros) {
        metrics.passed(stage, micros);
    }

    @Override
    public Map<String, Latency> latencies() {
        return metrics.latencies();
    }
}
