package dev.ticktide.web.feed;

import java.util.Map;

/** What the live feed counts; called on the web node's context. */
public interface WebMetrics {

    WebMetrics NONE = new WebMetrics() {
        @Override
        public void clients(int count, long queuedBytes) {}

        @Override
        public void conflated() {}

        @Override
        public void closed(String reason) {}

        @Override
        public void passed(String stage, long micros) {}

        @Override
        public Map<String, Latency> latencies() {
            return Map.of();
        }
    };

    /** How many there are and what has been written for them that their sockets have not taken. */
    void clients(int count, long queuedBytes);

    /** A message went into one that waits for a slow client. */
    void conflated();

    /** A client was closed from this side. */
    void closed(String reason);

    /** From an event's arrival at this system until a stage was through with it, as this node saw it. */
    void passed(String stage, long micros);

    /** Of the last seconds, by stage; without those that nothing passed here. */
    Map<String, Latency> latencies();

    /** Milliseconds; 0 where {@code count} is 0. */
    record Latency(double p50, double p99, long count) {}
}
