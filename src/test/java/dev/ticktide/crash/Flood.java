package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** So many requests under way at once, one candle each, whatever is answered; one that is refused pauses for a moment. */
final class Flood {

    private static final Executor PAUSE = CompletableFuture.delayedExecutor(250, TimeUnit.MILLISECONDS);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String OVERLOADED = "503 overloaded";

    /** For what a node refuses because its queues are full. */
    private static final long REFUSED_WITHIN_MILLIS = 500;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<URI> nodes;
    private final AtomicLong time = new AtomicLong(1_710_000_000);
    private final Set<String> acked = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicLong> answers = new ConcurrentHashMap<>();
    private final Queue<Long> refusedMillis = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<?> ended;
    private volatile boolean stopped;

    Flood(List<URI> nodes, int underWay) {
        this.nodes = nodes;
        CompletableFuture<?>[] loops = new CompletableFuture<?>[underWay];
        for (int i = 0; i < underWay; i++) {
            loops[i] = next(i);
        }
        ended = CompletableFuture.allOf(loops);
    }

    /** Waits for the answers to what is under way. */
    void stop() {
        stopped = true;
        ended.join();
    }

    /** Symbol and microseconds of each candle that was answered with 200. */
    Set<String> acked() {
        return acked;
    }

    /** Those above the bound were refused, at once, and nobody got any other answer than "stored" or "come again". */
    void check() {
        Set<String> allowed = Set.of("200", OVERLOADED, "503 outcome_unknown", "503 storage_unavailable");
        assertTrue(allowed.containsAll(answers.keySet()), "answers to a flood: " + this);
        assertTrue(answers.containsKey(OVERLOADED), "nothing was refused: " + this);
        assertTrue(slowRefusal() < REFUSED_WITHIN_MILLIS, "refusals took too long: " + this);
    }

    @Override
    public String toString() {
        return new TreeMap<>(answers) + ", 99 of 100 refusals for full queues within " + slowRefusal() + " ms";
    }

    private long slowRefusal() {
        List<Long> sorted = refusedMillis.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((sorted.size() * 99 - 1) / 100);
    }

    private CompletableFuture<Integer> next(int loop) {
        if (stopped) {
            return CompletableFuture.completedFuture(loop);
        }
        long now = time.incrementAndGet();
        String symbol = "PROBE" + loop % 40;
        String candle = "{\"stock_symbol\":\"" + symbol + "\",\"opening_price\":1,\"closing_price\":1,\"high\":1,"
                + "\"low\":1,\"volume\":1,\"timestamp\":" + now + "}";
        long sent = System.nanoTime();
        return http.sendAsync(
                        HttpRequest.newBuilder(nodes.get(loop % nodes.size()))
                                .timeout(PATIENCE)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(candle))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .handle((answer, failure) -> note(symbol + now * 1_000_000, sent, answer, failure))
                .thenComposeAsync(ok -> ok
                        ? next(loop)
                        : CompletableFuture.supplyAsync(() -> loop, PAUSE).thenCompose(this::next));
    }

    private boolean note(String key, long sent, HttpResponse<String> answer, Throwable failure) {
        boolean ok = failure == null && answer.statusCode() == 200;
        String what = failure == null
                ? Integer.toString(answer.statusCode())
                : failure.getClass().getSimpleName();
        if (ok) {
            acked.add(key);
        } else if (failure == null) {
            what += " " + answer.body().replaceAll(".*\"code\":\"([a-z_]+)\".*", "$1");
            if (!answer.headers().firstValue("Retry-After").orElse("").matches("[0-9]+")) {
                what += " without Retry-After";
            }
            if (what.equals(OVERLOADED)) {
                refusedMillis.add((System.nanoTime() - sent) / 1_000_000);
            }
        }
        answers.computeIfAbsent(what, unused -> new AtomicLong()).incrementAndGet();
        return ok;
    }
}
