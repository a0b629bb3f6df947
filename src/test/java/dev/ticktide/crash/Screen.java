package dev.ticktide.crash;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** An open page, as far as it hears of symbols. */
final class Screen implements WebSocket.Listener, AutoCloseable {

    private static final int CONNECT_SECONDS = 20;
    private static final int PING_SECONDS = 3;

    private final WebSocket socket;
    private final ScheduledExecutorService pings = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "screen-ping");
        thread.setDaemon(true);
        return thread;
    });
    private final StringBuilder frame = new StringBuilder();
    private final List<String> messages = new ArrayList<>();

    /** @param web the node's address */
    Screen(URI web, List<String> symbols) throws Exception {
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(CONNECT_SECONDS))
                .build();
        socket = http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://" + web.getAuthority() + "/eventbus/websocket"), this)
                .get(CONNECT_SECONDS, TimeUnit.SECONDS);
        for (String symbol : symbols) {
            say("{\"type\":\"register\",\"address\":\"dashboard.symbol." + symbol + "\",\"headers\":{}}");
        }
        pings.scheduleWithFixedDelay(() -> say("{\"type\":\"ping\"}"), 0, PING_SECONDS, TimeUnit.SECONDS);
    }

    /** Whether it was shown a closed bar of a symbol at a time, in epoch seconds. */
    synchronized boolean hasSeen(String symbol, long time) {
        return messages.stream()
                .anyMatch(message -> message.contains("dashboard.symbol." + symbol + "\"")
                        && message.contains("\\\"time\\\":" + time * 1_000));
    }

    @Override
    public synchronized CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        frame.append(StandardCharsets.UTF_8.decode(data));
        if (last) {
            messages.add(frame.toString());
            frame.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public void close() {
        pings.shutdownNow();
        socket.abort();
    }

    private synchronized void say(String text) {
        socket.sendText(text, true).join();
    }
}
