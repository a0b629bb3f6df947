package dev.ticktide.bench;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The least a server can do, as a process of its own. {@code /ingest} answers a POST and passes its body to the WebSocket;
 * {@code /durable} does the same after it has stored the body with an fsync, all that waits in one commit: the floor under
 * whatever answers 200 for what is stored.
 */
final class EchoProcess implements AutoCloseable {

    static final String BARE = "/ingest";
    static final String DURABLE = "/durable";

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
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EchoProcess.class.getName(),
                        folder.resolve("echo.db").toString())
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

    private record Waiting(byte[] body, Runnable stored) {}

    public static void main(String[] arguments) throws SQLException {
        BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[0]
                + "?journal_mode=WAL&synchronous=FULL&transaction_mode=IMMEDIATE&jdbc.get_generated_keys=false");
        Thread writer = new Thread(() -> write(connection, queue), "writer");
        writer.setDaemon(true);
        writer.start();
        AtomicReference<ServerWebSocket> browser = new AtomicReference<>();
        Vertx vertx = Vertx.vertx();
        vertx.createHttpServer(new HttpServerOptions())
                .webSocketHandler(browser::set)
                .requestHandler(request -> request.bodyHandler(body -> {
                    Runnable answer = () -> {
                        pass(browser.get(), body);
                        request.response().end("{\"status\":\"stored\"}");
                    };
                    if (request.path().equals(DURABLE)) {
                        Context context = vertx.getOrCreateContext();
                        queue.add(new Waiting(body.getBytes(), () -> context.runOnContext(unused -> answer.run())));
                    } else {
                        answer.run();
                    }
                }))
                .listen(0, "127.0.0.1")
                .onSuccess(server -> System.out.println(server.actualPort()));
    }

    private static void pass(ServerWebSocket socket, Buffer body) {
        // Arrays are the background: taken and dropped.
        if (socket != null && body.getByte(0) == '{') {
            socket.writeTextMessage(body.toString());
        }
    }

    private static void write(Connection connection, BlockingQueue<Waiting> queue) {
        List<Waiting> group = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE log (position INTEGER PRIMARY KEY, body BLOB NOT NULL)");
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO log (body) VALUES (?)")) {
                while (true) {
                    group.add(queue.take());
                    queue.drainTo(group);
                    for (Waiting waiting : group) {
                        insert.setBytes(1, waiting.body);
                        insert.addBatch();
                    }
                    insert.executeBatch();
                    connection.commit();
                    group.forEach(waiting -> waiting.stored.run());
                    group.clear();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
