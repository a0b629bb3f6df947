package dev.ticktide.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ticktide.balance.Balanced.Answer;
import dev.ticktide.balance.backend.Backend;
import dev.ticktide.testing.Await;
import io.vertx.core.Future;
import java.io.File;
import java.io.IOException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** deploy/haproxy.cfg under the real program, before two nodes that are there and one that never is. */
@Tag("slow")
class HaproxyTest {

    private static final String CONFIG = "deploy/haproxy.cfg";

    private final Balanced balanced = new Balanced(2);
    private Process haproxy;

    @BeforeEach
    void isInstalled() {
        boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "haproxy")));
        if (!installed) {
            System.out.println("SKIPPED HaproxyTest: haproxy is not installed (apt-get install haproxy)");
        }
        assumeTrue(installed, "haproxy is not installed (apt-get install haproxy)");
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (haproxy != null) {
            haproxy.destroyForcibly().waitFor();
        }
        balanced.close();
    }

    @Test
    void theFileIsValid() throws Exception {
        Process check = program(freePort(), "-c").start();
        assertTrue(check.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, check.exitValue(), "see target/haproxy.log");
    }

    @Test
    void spreadsEjectsAndTakesBack() throws Exception {
        int port = start();
        FakeNode first = balanced.node(1);
        FakeNode second = balanced.node(2);

        for (int i = 0; i < 60; i++) {
            assertEquals(200, Balanced.await(post(port, "even " + i)).status());
        }
        assertTrue(first.requests.get() >= 15, "first node served " + first.requests);
        assertTrue(second.requests.get() >= 15, "second node served " + second.requests);

        balanced.nodes.forEach(node -> node.delayMillis = 30);
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(post(port, "kill " + i));
        }
        Await.until(() -> first.deliveries.size() > 70);
        first.kill();
        for (int i = 0; i < 200; i++) {
            answers.add(post(port, "killed " + i));
        }
        for (Future<Answer> answer : answers) {
            Answer got = Balanced.await(answer);
            assertEquals(200, got.status(), got.body());
        }

        int served = first.requests.get();
        first.start();
        Await.until(() -> Balanced.await(post(port, "back")).status() == 200 && first.requests.get() > served);
    }

    @Test
    void takesADrainingNodeOutOfRotation() throws Exception {
        int port = start();
        FakeNode first = balanced.node(1);
        first.draining = true;
        first.ready = false;
        for (int i = 0; i < 50; i++) {
            assertEquals(200, Balanced.await(post(port, "candle " + i)).status());
        }
        assertEquals(0, first.requests.get());
    }

    @Test
    void carriesWebSocketsAndTellsOfItsHealth() throws Exception {
        int port = start();
        Page page = Page.open(balanced, port);
        page.socket.sendText("hello", true).join();
        Await.until(() -> page.messages.contains("hello"));

        balanced.nodes.forEach(FakeNode::kill);
        Await.until(() -> page.closeCode != 0 || page.failed);
        Await.until(() -> health(port) == 503);
    }

    @Test
    void aBrowserStaysWithItsNodeUntilThatDies() throws Exception {
        int port = start();
        HttpClient visitor = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager())
                .build();
        String first = read(visitor, port);
        for (int i = 0; i < 8; i++) {
            assertEquals(first, read(visitor, port));
        }
        FakeNode node = balanced.node(first.equals("node-1") ? 1 : 2);
        Page page = Page.open(visitor, port);
        Await.until(() -> node.sockets.size() == 1);
        node.kill();
        Await.until(() -> page.closeCode != 0 || page.failed);
        String second = read(visitor, port);
        assertNotEquals(first, second);
        assertEquals(second, read(visitor, port));
    }

    private static String read(HttpClient visitor, int port) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/symbols"))
                .build();
        return visitor.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private int start() throws IOException {
        int port = freePort();
        haproxy = program(port, "-db").start();
        Await.until(() -> health(port) == 200);
        // The third node is known to be missing by now, or will be found so by a request.
        return port;
    }

    private ProcessBuilder program(int port, String mode) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("haproxy", mode, "-f", CONFIG);
        Map<String, String> environment = builder.environment();
        environment.put("TICKTIDE_BIND", "127.0.0.1:" + port);
        for (int i = 1; i <= 2; i++) {
            Backend backend = balanced.node(i).backend();
            environment.put("NODE" + i + "_INGEST", String.valueOf(backend.ingestPort()));
            environment.put("NODE" + i + "_WEB", String.valueOf(backend.webPort()));
        }
        environment.put("NODE3_INGEST", String.valueOf(freePort()));
        environment.put("NODE3_WEB", String.valueOf(freePort()));
        File log = new File("target/haproxy.log");
        return builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log));
    }

    private Future<Answer> post(int port, String body) {
        return balanced.sendTo(port, "POST", "/ingest", body);
    }

    private int health(int port) {
        try {
            return Balanced.await(balanced.sendTo(port, "GET", "/balancer/health", ""))
                    .status();
        } catch (AssertionError notListening) {
            return 0;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
