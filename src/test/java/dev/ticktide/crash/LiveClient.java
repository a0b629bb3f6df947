package dev.ticktide.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A client of the live feed that is no browser and does what docs/feed.md says: reads again when the connection is lost, a
 * number is missing or the feed is another one. Notes everything it was ever told.
 */
final class LiveClient implements AutoCloseable {

    static final List<String> TIMEFRAMES = List.of("raw", "1m");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SIGNALS = "dashboard.signals";
    private static final String SYMBOL = "dashboard.symbol.";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long PING_MILLIS = 2_000;
    private static final long AGAIN_MILLIS = 200;

    private final URI place;
    private final List<String> symbols;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .connectTimeout(PATIENCE)
            .build();
    private final Thread thread = new Thread(this::run, "live-client");
    private final Set<String> signals = new ConcurrentSkipListSet<>();
    private final Map<String, String> bars = new TreeMap<>();
    private final List<String> contradictions = new ArrayList<>();
    private final Map<String, Long> seqs = new HashMap<>();
    private volatile boolean closed;
    private volatile boolean inStep;
    private String feed = "";
    private int told;
    private int readings;

    /** Something on one connection; without a message its end. */
    private record Heard(JsonNode message) {}

    /** @param place of the web port or of a balancer */
    LiveClient(URI place, List<String> symbols) {
        this.place = place;
        this.symbols = symbols;
        thread.setDaemon(true);
        thread.start();
    }

    /** Ids of all signals it was told of or read. */
    Set<String> signals() {
        return Set.copyOf(signals);
    }

    /** Closed bars it was told of or read, in the order of {@link #key}. */
    synchronized Map<String, String> bars() {
        return new TreeMap<>(bars);
    }

    /** Bars that it was told twice, and differently. */
    synchronized List<String> contradictions() {
        return List.copyOf(contradictions);
    }

    /** Whether it has read everything and hears what comes after that. */
    boolean isInStep() {
        return inStep;
    }

    @Override
    public synchronized String toString() {
        return (inStep ? "" : "is not in step and has ") + signals.size() + " signals and " + bars.size()
                + " bars, from " + told + " messages and " + readings + " readings";
    }

    static String key(String symbol, String timeframe, double time) {
        return symbol + "|" + timeframe + "|" + time;
    }

    /** A bar in the form in which they are compared. */
    static String bar(double open, double high, double low, double close, double volume) {
        return open + " " + high + " " + low + " " + close + " " + volume;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void run() {
        while (!closed) {
            try {
                follow();
            } catch (InterruptedException e) {
                return;
            } catch (IOException | ExecutionException | TimeoutException e) {
                // Whoever served it is gone; another one does now.
                inStep = false;
            }
        }
    }

    /** One connection, to its end. */
    private void follow() throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Thread.sleep(AGAIN_MILLIS);
        // Says which node is ours, before there is a connection that says it too.
        get("/api/v1/ping");
        Connection connection = new Connection();
        WebSocket socket = http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://" + place.getAuthority() + "/eventbus/websocket"), connection)
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        try {
            List<String> addresses = new ArrayList<>(List.of(SIGNALS, "dashboard.status"));
            symbols.forEach(symbol -> addresses.add(SYMBOL + symbol));
            for (String address : addresses) {
                say(socket, "{\"type\":\"register\",\"address\":\"" + address + "\",\"headers\":{}}");
            }
            feed = "";
            String newest = "";
            long pinged = System.nanoTime();
            while (!closed) {
                Heard heard = connection.heard.poll(PING_MILLIS, TimeUnit.MILLISECONDS);
                if (heard != null && heard.message == null) {
                    return;
                }
                if (heard != null && !take(heard.message)) {
                    inStep = false;
                    newest = JSON.readTree(heard.message.get("body").asText())
                            .get("feed")
                            .asText();
                }
                // What has come meanwhile may already be of another feed.
                if (!newest.isEmpty() && connection.heard.isEmpty()) {
                    read(newest);
                    newest = "";
                }
                if (System.nanoTime() - pinged > PING_MILLIS * 1_000_000) {
                    pinged = System.nanoTime();
                    say(socket, "{\"type\":\"ping\"}");
                }
            }
        } finally {
            inStep = false;
            socket.abort();
        }
    }

    /** False if it does not go on from what is known, so that everything has to be read again. */
    private boolean take(JsonNode envelope) throws IOException {
        if (!envelope.path("type").asText().equals("rec")) {
            return true;
        }
        String address = envelope.get("address").asText();
        JsonNode body = JSON.readTree(envelope.get("body").asText());
        note(body);
        if (!body.get("feed").asText().equals(feed)) {
            return false;
        }
        long seq = body.get("seq").asLong();
        if (!seqs.containsKey(address)) {
            return true;
        }
        long known = seqs.get(address);
        if (seq == known + 1) {
            seqs.put(address, seq);
        }
        return seq <= known + 1;
    }

    private synchronized void note(JsonNode body) {
        told++;
        switch (body.get("type").asText()) {
            case "signal" -> signals.add(body.at("/signal/id").asText());
            case "bars" ->
                body.get("updates").forEach(update -> {
                    if (update.get("closed").asBoolean()
                            && TIMEFRAMES.contains(update.get("timeframe").asText())) {
                        note(
                                key(
                                        body.get("symbol").asText(),
                                        update.get("timeframe").asText(),
                                        update.get("time").asDouble()),
                                bar(
                                        update.get("open").asDouble(),
                                        update.get("high").asDouble(),
                                        update.get("low").asDouble(),
                                        update.get("close").asDouble(),
                                        update.get("volume").asDouble()));
                    }
                });
            default -> {}
        }
    }

    private void note(String key, String bar) {
        String before = bars.put(key, bar);
        if (before != null && !before.equals(bar)) {
            contradictions.add(key + " was " + before + " and then " + bar);
        }
    }

    /** Everything, and from which numbers it goes on in the feed that is heard. */
    private void read(String heardFeed) throws IOException, InterruptedException {
        seqs.clear();
        feed = "";
        for (String symbol : symbols) {
            JsonNode snapshot = get("/api/v1/snapshot?symbol=" + symbol + "&timeframe=1m&limit=1");
            JsonNode position = snapshot == null ? null : snapshot.get("feed");
            if (position == null || !position.get("id").asText().equals(heardFeed)) {
                // Not there yet, or newer than what was heard: the next message leads here again.
                Thread.sleep(AGAIN_MILLIS);
                return;
            }
            position.get("seq").properties().forEach(seq -> {
                if (seq.getKey().equals(SIGNALS) || seq.getKey().equals(SYMBOL + symbol)) {
                    seqs.putIfAbsent(seq.getKey(), seq.getValue().asLong());
                }
            });
        }
        JsonNode all = get("/api/v1/signals?limit=10000");
        if (all == null || !readBars()) {
            return;
        }
        all.forEach(signal -> signals.add(signal.get("id").asText()));
        feed = heardFeed;
        synchronized (this) {
            readings++;
        }
        inStep = true;
    }

    private boolean readBars() throws IOException, InterruptedException {
        for (String symbol : symbols) {
            for (String timeframe : TIMEFRAMES) {
                JsonNode candles = get("/api/v1/candles?symbol=" + symbol + "&timeframe=" + timeframe + "&limit=10000");
                if (candles == null) {
                    return false;
                }
                synchronized (this) {
                    candles.get("data")
                            .forEach(row -> note(
                                    key(symbol, timeframe, row.get(0).asDouble()),
                                    bar(
                                            row.get(1).asDouble(),
                                            row.get(2).asDouble(),
                                            row.get(3).asDouble(),
                                            row.get(4).asDouble(),
                                            row.get(5).asDouble())));
                }
            }
        }
        return true;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(place.resolve(path)).timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : null;
    }

    private static void say(WebSocket socket, String text)
            throws InterruptedException, ExecutionException, TimeoutException {
        socket.sendText(text, true).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The bridge speaks in binary frames. */
    private static final class Connection implements WebSocket.Listener {

        private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
        private final StringBuilder frame = new StringBuilder();

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            frame.append(StandardCharsets.UTF_8.decode(data));
            if (last) {
                try {
                    heard.add(new Heard(JSON.readTree(frame.toString())));
                } catch (IOException e) {
                    throw new IllegalStateException(frame.toString(), e);
                }
                frame.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            heard.add(new Heard(null));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            heard.add(new Heard(null));
        }
    }
}
