package dev.ticktide.app.metrics;

import dev.ticktide.app.process.ProgramVersion;
import dev.ticktide.balance.BalanceMetrics;
import dev.ticktide.ingest.IngestMetrics;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.notify.NotifyMetrics;
import dev.ticktide.notify.plan.NotificationPlan;
import dev.ticktide.web.feed.WebMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The meters of this program, by the names of docs/interfaces: prefix {@code ticktide_}, base units. Thread-safe. */
public final class Metrics {

    private static final Duration FASTEST = Duration.ofNanos(100_000);
    private static final Duration SLOWEST = Duration.ofSeconds(30);

    private final MeterRegistry registry;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final Map<String, Passage> passages = new ConcurrentHashMap<>();

    /** Where one stage's latencies go: found by a single look, because every bar of a web node comes by. */
    private record Passage(Timer timer, RecentLatency recent) {}

    /** Registers the meter of the build at once, the others when they are used first. */
    public Metrics(PrometheusMeterRegistry registry) {
        this.registry = registry;
        // Past Micrometer, whose gauges may not be called _info.
        Info.builder()
                .name("ticktide_build_info")
                .help("Which build this is")
                .labelNames("version", "java")
                .register(registry.getPrometheusRegistry())
                .setLabelValues(ProgramVersion.text(), Runtime.version().toString());
    }

    void count(String name, double amount, String... tags) {
        // Looking a meter up in the registry builds its tags each time, which a hot path would feel.
        counters.computeIfAbsent(key(name, tags), key -> registry.counter(name, Tags.of(tags)))
                .increment(amount);
    }

    void time(String name, Duration duration, String... tags) {
        timer(name, tags).record(duration);
    }

    private Timer timer(String name, String... tags) {
        return timers.computeIfAbsent(key(name, tags), key -> Timer.builder(name)
                .tags(tags)
                .publishPercentileHistogram()
                .minimumExpectedValue(FASTEST)
                .maximumExpectedValue(SLOWEST)
                .register(registry));
    }

    /** From an event's arrival until a stage was through with it. */
    void passed(String stage, long micros) {
        Passage passage = passages.computeIfAbsent(
                stage,
                key -> new Passage(timer("ticktide_pipeline_latency_seconds", "stage", key), new RecentLatency()));
        passage.timer.record(micros, TimeUnit.MICROSECONDS);
        passage.recent.record(micros);
    }

    /** A counter whose value is read when meters are collected. */
    public void counted(String name, ToDoubleFunction<Metrics> value, String... tags) {
        FunctionCounter.builder(name, this, value).tags(tags).register(registry);
    }

    /** A value that is read when meters are collected. */
    public void gauge(String name, Supplier<Number> value, String... tags) {
        Gauge.builder(name, value).tags(tags).register(registry);
    }

    /** A signal was raised. */
    public void signal(Signal signal) {
        count(
                "ticktide_signals_total",
                1,
                "strategy",
                signal.strategy(),
                "side",
                signal.side().label());
        count("ticktide_notifications_total", 1, "channel", "inbox", "outcome", "sent");
    }

    /** A notification was not sent, for the reason that it names. */
    public void stopped(NotificationPlan.Stopped message) {
        count(
                "ticktide_notifications_stopped_total",
                1,
                "channel",
                message.draft().to().channel(),
                "reason",
                message.reason().label());
    }

    /** A stage took partitions over, which lasted that many nanoseconds. */
    public void arrived(String stage, String kind, long nanos) {
        time("ticktide_takeover_seconds", Duration.ofNanos(nanos), "stage", stage, "kind", kind);
    }

    /** A write was refused because the partition has another owner. */
    public void fenced(String stage) {
        count("ticktide_fenced_writes_total", 1, "stage", stage);
    }

    /** For the ingest stage. */
    public IngestMetrics ingest() {
        return new IngestMetrics() {
            @Override
            public void event(String type, String result, int count) {
                Metrics.this.count("ticktide_ingest_events_total", count, "type", type, "result", result);
            }

            @Override
            public void request(int status, String result, long micros) {
                passed("ingest", micros);
            }
        };
    }

    /** For the web stage; to be called once. */
    public WebMetrics web() {
        return new WebMeters(this);
    }

    /** By stage, how long it took lately. One thread may read. */
    Map<String, WebMetrics.Latency> latencies() {
        Map<String, WebMetrics.Latency> latencies = new TreeMap<>();
        passages.forEach((stage, passage) -> latencies.put(stage, passage.recent.read()));
        return latencies;
    }

    /** For the load balancer. */
    public BalanceMetrics balancer() {
        return new BalanceMetrics() {
            @Override
            public void began(String node, String port) {}

            @Override
            public void finished(String node, String port, String result, long micros) {
                count("ticktide_balance_requests_total", 1, "port", port, "result", result);
            }

            @Override
            public void retried(String port, String reason) {
                count("ticktide_balance_retries_total", 1, "port", port, "reason", reason);
            }

            @Override
            public void ejected(String node, String port, String reason) {
                count("ticktide_balance_ejections_total", 1, "port", port, "reason", reason);
            }

            @Override
            public void refused(int status, String code) {
                count("ticktide_balance_refusals_total", 1, "code", code);
            }
        };
    }

    /** For the stage that sends notifications. */
    public NotifyMetrics notifications() {
        return new NotifyMetrics() {
            @Override
            public void delivered(String channel, String outcome) {
                count("ticktide_notifications_total", 1, "channel", channel, "outcome", outcome);
            }

            @Override
            public void latency(double seconds) {
                time("ticktide_notification_latency_seconds", Duration.ofNanos((long) (seconds * 1e9)));
            }
        };
    }

    private static String key(String name, String... tags) {
        return name + String.join(",", tags);
    }
}
