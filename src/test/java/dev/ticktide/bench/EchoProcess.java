package dev.ticktide.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/** The least a server can do, as a process of its own: answers a POST and passes its body to the WebSocket. */
final class EchoProcess implements AutoCloseable {

    final int port;
    private final Process process;

    private EchoProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static EchoProcess start(Path folder) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EchoProcess.class.getName())
                .redirectError(folder.resolve("echo.log").toFile())
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the echo server ended");
        }
        return new EchoProcess(process, Integer.parseInt(line.trim()));
    }

    @Override
    public void close() {
        process.destroy();
    }

    public static void main(String[] arguments) {
        AtomicReference<ServerWebSocket> browser = new AtomicReference<>();
        Vertx.vertx()
                .createHttpServer(new HttpServerOptions())
                .webSocketHandler(browser::set)
                .requestHandler(request -> request.bodyHandler(body -> {
                    ServerWebSocket socket = browser.get();
                    // Arrays are the background: taken and dropped.
                    if (socket != null && body.getByte(0) == '{') {
                        socket.writeTextMessage(body.toString());
                    }
                    request.response().end("{\"status\":\"stored\"}");
                }))
                .listen(0, "127.0.0.1")
                .onSuccess(server -> System.out.println(server.actualPort()));
    }
}
