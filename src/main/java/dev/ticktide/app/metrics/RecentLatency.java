package dev.ticktide.app.metrics;

import dev.ticktide.web.feed.WebMetrics;
import java.util.ArrayDeque;
import java.util.Deque;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * How long one stage took for what went through it lately: quantiles over the last {@value #SPANS} calls of {@link #read}. Any
 * thread records, one reads.
 */
final class RecentLatency {

    private static final int SPANS = 10;
    private static final long LONGEST_MICROS = 60_000_000;
    private static final int DIGITS = 2;
    private static final double MICROS_PER_MILLI = 1_000;

    private final Recorder recorder = new Recorder(LONGEST_MICROS, DIGITS);
    private final Deque<Histogram> spans = new ArrayDeque<>();

    /** What took longer than a minute counts as a minute; clocks of two machines may differ by less than nothing. */
    void record(long micros) {
        recorder.recordValue(Math.max(0, Math.min(LONGEST_MICROS, micros)));
    }

    WebMetrics.Latency read() {
        // The oldest histogram is reused, so that there are never more than SPANS + 1.
        Histogram spare = spans.size() == SPANS ? spans.removeFirst() : null;
        spans.addLast(recorder.getIntervalHistogram(spare));
        Histogram all = new Histogram(LONGEST_MICROS, DIGITS);
        spans.forEach(all::add);
        return new WebMetrics.Latency(
                all.getValueAtPercentile(50) / MICROS_PER_MILLI,
                all.getValueAtPercentile(99) / MICROS_PER_MILLI,
                all.getTotalCount());
    }
}
