package dev.ticktide.balance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A browser's end of a WebSocket, which reads as much as it is told. */
final class Page implements WebSocket.Listener {

    final List<String> messages = new CopyOnWriteArrayList<>();
    final AtomicLong bytes = new AtomicLong();
    final WebSocket socket;
    volatile int closeCode;
    volatile boolean failed;
    private final StringBuilder message = new StringBuilder();
    private final boolean eager;

    /** @param eager whether it reads on by itself; otherwise each frame must be asked for */
    private Page(HttpClient client, int port, boolean eager) throws Exception {
        this.eager = eager;
        socket = client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/eventbus/websocket"), this)
                .get(20, TimeUnit.SECONDS);
    }

    static Page open(Balanced balanced) throws Exception {
        return new Page(balanced.client, balanced.port(), true);
    }

    static Page open(Balanced balanced, int port) throws Exception {
        return new Page(balanced.client, port, true);
    }

    static Page open(HttpClient client, int port) throws Exception {
        return new Page(client, port, true);
    }

    static Page openIdle(Balanced balanced) throws Exception {
        return new Page(balanced.client, balanced.port(), false);
    }

    @Override
    public void onOpen(WebSocket opened) {
        next(opened);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        message.append(data);
        if (last) {
            messages.add(message.toString());
            message.setLength(0);
        }
        next(from);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        bytes.addAndGet(data.remaining());
        next(from);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        closeCode = statusCode;
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        failed = true;
    }

    private void next(WebSocket from) {
        if (eager) {
            from.request(1);
        }
    }
}
