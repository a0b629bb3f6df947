package dev.ticktide.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The meters of this program, by the names of docs/interfaces: prefix {@code ticktide_}, base units. Thread-safe. */
final class Metrics {

    private static final Duration FASTEST = Duration.ofNanos(100_000);
    private static final Duration SLOWEST = Duration.ofSeconds(30);

    private final MeterRegistry registry;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    Metrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(String name, double amount, String... tags) {
        // Looking a meter up in the registry builds its tags each time, which a hot path would feel.
        counters.computeIfAbsent(key(name, tags), key -> registry.counter(name, Tags.of(tags)))
                .increment(amount);
    }

    void time(String name, Duration duration, String... tags) {
        timers.computeIfAbsent(key(name, tags), key -> Timer.builder(name)
                        .tags(tags)
                        .publishPercentileHistogram()
                        .minimumExpectedValue(FASTEST)
                        .maximumExpectedValue(SLOWEST)
                        .register(registry))
                .record(duration);
    }

    void gauge(String name, Supplier<Number> value, String... tags) {
        Gauge.builder(name, value).tags(tags).register(registry);
    }

    private static String key(String name, String... tags) {
        return name + String.join(",", tags);
    }
}
