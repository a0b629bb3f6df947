package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ticktide.balance.BalanceConfig;
import dev.ticktide.balance.BalanceMetrics;
import dev.ticktide.balance.BalanceSettings;
import dev.ticktide.balance.BalanceVerticle;
import dev.ticktide.balance.backend.Backend;
import dev.ticktide.settings.Defaults;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Heads and chunks that are not valid HTTP get the same answer at every port: ingest, web and balancer. */
class HeadTableTest {

    private static final TicktideProcess.Runner TICKTIDE = new TicktideProcess.Runner();

    private static final Vertx vertx = Vertx.vertx();

    @TempDir
    static Path folder;

    private static TicktideProcess server;
    private static Map<String, Integer> ports;
    private static int admin;

    private record Row(String what, int status, String headersAndBody) {}

    @BeforeAll
    static void start() {
        Ports free = Ports.free();
        Ports more = Ports.free();
        admin = more.ingest();
        server = TICKTIDE.start(
                folder,
                "start",
                free,
                "--set",
                "web.admin_port=" + admin,
                "--set",
                "notifications.smtp.smarthost=127.0.0.1:9",
                "--set",
                "notifications.smtp.headers={X-Relay-Key: open-sesame}");
        BalanceVerticle balancer = new BalanceVerticle(
                BalanceSettings.of(Defaults.of(BalanceConfig.class), 8 * 1024 * 1024)
                        .at("127.0.0.1", 0),
                () -> List.of(new Backend("n1", "127.0.0.1", free.ingest(), free.web())),
                BalanceMetrics.NONE);
        vertx.deployVerticle(balancer).toCompletionStage().toCompletableFuture().join();
        ports = new TreeMap<>(Map.of("ingest", free.ingest(), "web", free.web(), "balance", balancer.port()));
    }

    @AfterAll
    static void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        TICKTIDE.close();
    }

    private static List<Row> rows() {
        String host = "Host: localhost\r\n";
        String chunked = host + "Transfer-Encoding: chunked\r\n";
        List<Row> rows = new ArrayList<>();
        for (String bad :
                List.of("a b", "[::1", "[::1]x", "localhost:99999", "localhost:x", "a<b>", "a/b", "a@b", "", "a,b")) {
            rows.add(new Row("Host: " + bad, 400, "Host: " + bad + "\r\n\r\n"));
        }
        rows.add(new Row("no Host", 400, "\r\n"));
        rows.add(new Row("two Hosts", 400, host + host + "\r\n"));
        rows.add(new Row("two different Hosts", 400, host + "Host: 127.0.0.1\r\n\r\n"));
        rows.add(new Row("gzip, chunked", 501, host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"));
        rows.add(new Row(
                "gzip and chunked",
                501,
                host + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
        rows.add(new Row("chunked, gzip", 400, host + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"));
        rows.add(new Row("gzip alone", 400, host + "Transfer-Encoding: gzip\r\n\r\n"));
        rows.add(new Row("chunked, chunked", 400, host + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"));
        rows.add(new Row("two lengths", 400, host + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"));
        rows.add(new Row("length and chunked", 400, chunked + "Content-Length: 5\r\n\r\n0\r\n\r\n"));
        rows.add(new Row("chunk size of letters", 400, chunked + "\r\nxyz\r\n{}\r\n0\r\n\r\n"));
        rows.add(new Row("negative chunk size", 400, chunked + "\r\n-1\r\n{}\r\n0\r\n\r\n"));
        rows.add(new Row("huge chunk size", 400, chunked + "\r\nFFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n"));
        rows.add(new Row("chunk longer than its size", 400, chunked + "\r\n1\r\n{}}}}}}\r\n0\r\n\r\n"));
        return rows;
    }

    @Test
    void everyPortGivesTheSameAnswer() throws IOException {
        Map<String, String> wrong = new TreeMap<>();
        for (Map.Entry<String, Integer> port : ports.entrySet()) {
            String method = port.getKey().equals("web") ? "GET /api/v1/symbols" : "POST /ingest";
            for (Row row : rows()) {
                String answer = answer(
                        port.getValue(),
                        method + " HTTP/1.1\r\nContent-Type: application/json\r\n" + row.headersAndBody);
                String status = answer.length() < 12 ? "closed" : answer.substring(9, 12);
                if (!status.equals(Integer.toString(row.status)) || answer.contains("\tat ")) {
                    wrong.put(port.getKey() + ", " + row.what + " (wanted " + row.status + ")", answer);
                }
            }
        }
        assertEquals(Map.of(), wrong);
        assertFalse(server.stderr().contains("Exception"), server.stderr());
    }

    @Test
    void whatTheBuildNeedsIsNotServed() throws IOException {
        for (String path : List.of(
                "/package.json",
                "/package-lock.json",
                "/%70ackage.json",
                "/node_modules/sockjs-client/package.json",
                "/node_modules/sockjs-client/dist/sockjs.min.js",
                "/.git/config",
                "/.env",
                "/model/.hidden.js",
                "/model",
                "/model/",
                "/vendor/..%2Fpackage.json",
                "/x.txt")) {
            assertEquals("404", get(ports.get("web"), path).substring(9, 12), path);
        }
        for (String path : List.of(
                "/",
                "/index.html",
                "/cluster.html",
                "/app.js",
                "/model/age.js",
                "/vendor/sockjs.min.js",
                "/favicon.svg")) {
            assertEquals("200", get(ports.get("web"), path).substring(9, 12), path);
        }
    }

    @Test
    void whatAnOperatorReadsIsServedAtTheAdminPortOnly() throws IOException {
        for (String path : List.of("/metrics", "/api/v1/config", "/api/v1/cluster")) {
            assertEquals("404", get(ports.get("web"), path).substring(9, 12), path);
            assertEquals("200", get(admin, path).substring(9, 12), path);
        }
        for (int port : List.of(ports.get("web"), admin)) {
            assertEquals("200", get(port, "/health/ready").substring(9, 12));
        }
        assertEquals("404", get(admin, "/api/v1/symbols").substring(9, 12));
        String config = get(admin, "/api/v1/config");
        assertFalse(config.contains("open-sesame"), config);
    }

    private static String get(int port, String path) throws IOException {
        return answer(port, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    private static String answer(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }
}
