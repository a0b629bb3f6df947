package dev.ticktide.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.balance.backend.BackendRole;
import dev.ticktide.testing.Await;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A browser reads and listens at one node, for that node's numbers are what its page goes by. */
class AffinityTest {

    @Test
    void aBrowserStaysWithItsNodeAndOthersAreSpread() throws Exception {
        try (Balanced balanced = new Balanced(3)) {
            Visitor visitor = new Visitor(balanced);
            String first = visitor.get("/").body();
            for (int i = 0; i < 12; i++) {
                HttpResponse<String> answer = visitor.get("/api/v1/symbols");
                assertEquals(first, answer.body());
                assertEquals(List.of(), answer.headers().allValues("Set-Cookie"), "said once");
            }
            Page page = Page.open(visitor.client, balanced.port());
            FakeNode node = node(balanced, first);
            Await.until(() -> node.sockets.size() == 1);
            page.socket.abort();
            for (int i = 0; i < 30; i++) {
                new Visitor(balanced).get("/");
            }
            balanced.nodes.forEach(each -> assertTrue(each.requests.get() >= 8, each.name + " got its share"));
        }
    }

    @Test
    void aBrowserWhoseNodeDiesStaysWithAnotherOne() throws Exception {
        try (Balanced balanced = new Balanced(3)) {
            Visitor visitor = new Visitor(balanced);
            String first = visitor.get("/").body();
            Page page = Page.open(visitor.client, balanced.port());
            node(balanced, first).kill();
            Await.until(() -> page.closeCode != 0 || page.failed);

            Page again = Page.open(visitor.client, balanced.port());
            String second = visitor.get("/").body();
            assertNotEquals(first, second);
            assertEquals(1, node(balanced, second).sockets.size(), "the upgrade already said where to stay");
            node(balanced, first).start();
            Await.until(() -> balanced.state(first, BackendRole.WEB).equals("in"));
            for (int i = 0; i < 6; i++) {
                assertEquals(second, visitor.get("/").body(), "and does not go back by itself");
            }
            again.socket.abort();
        }
    }

    @Test
    void aBrowserWhoseNodeDrainsStaysWithAnotherOne() throws Exception {
        try (Balanced balanced = new Balanced(2)) {
            Visitor visitor = new Visitor(balanced);
            String first = visitor.get("/").body();
            node(balanced, first).draining = true;
            node(balanced, first).ready = false;
            String second = visitor.get("/").body();
            assertNotEquals(first, second);
            assertEquals(second, visitor.get("/").body());
        }
    }

    @Test
    void whatACookieSaysBindsNeitherDataNorAnybodyWithAnInventedNode() throws Exception {
        try (Balanced balanced = new Balanced(2)) {
            for (String cookie : List.of("ticktide-node=nobody", "ticktide-node=", "ticktide-node", "a=b; =;;")) {
                HttpResponse<String> answer = send(balanced, HttpClient.newHttpClient(), "GET", "/", cookie);
                assertEquals(200, answer.statusCode());
                assertEquals(
                        List.of("ticktide-node=" + answer.body() + "; Path=/; HttpOnly; SameSite=Lax"),
                        answer.headers().allValues("Set-Cookie"));
            }
            balanced.nodes.forEach(node -> node.requests.set(0));
            for (int i = 0; i < 20; i++) {
                HttpResponse<String> stored =
                        send(balanced, HttpClient.newHttpClient(), "POST", "/ingest", "ticktide-node=node-1");
                assertEquals(List.of(), stored.headers().allValues("Set-Cookie"));
            }
            balanced.nodes.forEach(each -> assertTrue(each.requests.get() >= 6, each.name + " got its share"));
        }
    }

    private static FakeNode node(Balanced balanced, String name) {
        return balanced.nodes.stream()
                .filter(each -> each.name.equals(name))
                .findAny()
                .orElseThrow();
    }

    private static HttpResponse<String> send(
            Balanced balanced, HttpClient client, String method, String path, String cookie) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + balanced.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A browser: it keeps cookies. */
    private record Visitor(Balanced balanced, HttpClient client) {

        Visitor(Balanced balanced) {
            this(
                    balanced,
                    HttpClient.newBuilder()
                            .cookieHandler(new CookieManager())
                            .version(HttpClient.Version.HTTP_1_1)
                            .build());
        }

        HttpResponse<String> get(String path) throws Exception {
            return send(balanced, client, "GET", path, "");
        }
    }
}
