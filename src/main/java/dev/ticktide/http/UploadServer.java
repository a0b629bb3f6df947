package dev.ticktide.http;

import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the servers that read bodies have in common. */
public final class UploadServer {

    private static final int MAX_LINE_BYTES = 4 * 1024;
    private static final int MAX_HEADER_BYTES = 8 * 1024;
    private static final int BACKLOG = 1_024;

    private UploadServer() {}

    /**
     * HTTP/1.1 only, with small heads, nothing compressed, and {@code 100 Continue} left to the handler.
     *
     * @param idle after which a silent connection is closed
     */
    public static HttpServerOptions options(String host, int port, Duration idle) {
        return new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setAcceptBacklog(BACKLOG)
                .setTcpNoDelay(true)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) idle.toMillis())
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setHandle100ContinueAutomatically(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setHttp2ClearTextEnabled(false);
    }
}
