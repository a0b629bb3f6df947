package dev.ticktide.web;

import dev.ticktide.http.ReadOnlyServer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;

/** The HTTP server of the dashboard's port, and of the port for administrators where one is set. */
final class WebServer {

    /** What a kernel holds for a client that does not read is as old as it is much. */
    static final int SEND_BUFFER_BYTES = 128 * 1024;

    private static final int MAX_MESSAGE_BYTES = 64 * 1024;

    private WebServer() {}

    /** Fails if a port is in use. */
    static Future<HttpServer> listen(Vertx vertx, Context context, WebSettings settings, WebParts parts) {
        ReadOnlyServer http = new ReadOnlyServer(
                vertx, settings.bounds().connections(), settings.bounds().connectionsOfAnAddress());
        HttpServerOptions options = ReadOnlyServer.options()
                .setSendBufferSize(SEND_BUFFER_BYTES)
                .setMaxWebSocketMessageSize(MAX_MESSAGE_BYTES)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setCompressionSupported(true);
        Router router = http.router();
        WebRoutes.mount(router, vertx, context, settings, parts.bridge(), parts.api(), parts.udf());
        return Admin.listen(vertx, settings, parts.cluster())
                .compose(admin -> http.listen(options, router, settings.port(), settings.host()));
    }
}
