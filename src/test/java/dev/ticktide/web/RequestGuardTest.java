package dev.ticktide.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of the page is served to whom, and by which requests. */
class RequestGuardTest extends OneWebNode {

    @Test
    void headIsAnsweredAsGetWithoutABody() throws Exception {
        for (String path : List.of("/api/v1/ping", "/health/live", "/health/ready", "/metrics", "/")) {
            RawHttp.Answer answer = http.send("HEAD " + path + " HTTP/1.1", "Host: 127.0.0.1:" + port);
            assertEquals("200 ", answer.status() + " " + answer.body(), path);
        }
    }

    // The page and its protection

    @Test
    void thePageIsServed() throws Exception {
        RawHttp.Answer page = http.get("/");
        assertEquals(200, page.status());
        assertTrue(page.body().contains("<title>"), page.body());
        assertEquals(200, http.get("/index.html").status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/foo/bar%2F..%2Findex.html",
                "/.git/config",
                "/.env",
                "/..%2f..%2fpom.xml",
                "/%2e%2e/%2e%2e/pom.xml",
                "/../../../../etc/passwd",
                "/views/",
                "/nothing.js",
                "/index.html%00.js"
            })
    void whatIsNoFileOfThePageIs404(String target) throws Exception {
        assertProblem(404, "not_found", http.get(target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%zz", "/%", "/api/v1/%zz", "/api/v1/signals/%c", "/eventbus/%zz"})
    void aPathThatCannotBeDecodedIsABadRequest(String target) throws Exception {
        assertProblem(400, "bad_request", http.get(target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example.org", "evil.example.org:80", "127.0.0.1.evil.org", "localhost.evil"})
    void aForeignHostIsMisdirected(String host) throws Exception {
        assertProblem(421, "bad_host", http.send("GET /api/v1/ping HTTP/1.1", "Host: " + host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1234", "127.0.0.1", "[::1]:8080", "dash.example.org"})
    void ourOwnNamesAreServed(String host) throws Exception {
        assertEquals(
                200, http.send("GET /api/v1/ping HTTP/1.1", "Host: " + host).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
    void onlyReadingIsAllowed(String method) throws Exception {
        RawHttp.Answer answer = http.send(method + " /api/v1/ping HTTP/1.1", "Host: localhost", "Content-Length: 0");
        assertProblem(405, "method_not_allowed", answer);
        assertEquals("GET, HEAD", answer.headers().get("Allow"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example.org", "null", "http://127.0.0.1:1", "https://127.0.0.1", "::"})
    void aForeignOriginGetsNothing(String origin) throws Exception {
        RawHttp.Answer answer = http.send(
                "GET /eventbus/websocket HTTP/1.1",
                "Host: 127.0.0.1:" + port,
                "Origin: " + origin,
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        assertProblem(403, "foreign_origin", answer);
        assertEquals(null, answer.headers().get("Access-Control-Allow-Origin"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"xhr", "xhr_streaming", "xhr_send", "eventsource", "htmlfile?c=x", "jsonp?c=x", "jsonp_send"})
    void noTransportButWebSocketIsThere(String transport) throws Exception {
        RawHttp.Answer answer = http.get("/eventbus/000/abcdefgh/" + transport);
        assertProblem(404, "not_found", answer);
        assertEquals(null, answer.headers().get("Access-Control-Allow-Origin"));
    }

    static Stream<List<String>> requestsOfAllKinds() {
        String host = "Host: localhost";
        return Stream.of(
                List.of("GET / HTTP/1.1", host),
                List.of("GET /nothing HTTP/1.1", host),
                List.of("GET /api/v1/ping HTTP/1.1", host),
                List.of("GET /api/v1/nothing HTTP/1.1", host),
                List.of("GET /api/v1/candles HTTP/1.1", host),
                List.of("GET /api/v1/candles?symbol=%zz HTTP/1.1", host),
                List.of("GET /%zz HTTP/1.1", host),
                List.of("GET /health/live HTTP/1.1", host),
                List.of("GET /metrics HTTP/1.1", host),
                List.of("GET /eventbus/info HTTP/1.1", host),
                List.of("GET /eventbus/000/a/xhr HTTP/1.1", host),
                List.of("POST /api/v1/ping HTTP/1.1", host, "Content-Length: 0"),
                List.of("GET / HTTP/1.1", host, "Origin: http://evil.example.org"),
                List.of("GET / HTTP/1.1", "Host: evil.example.org"));
    }

    @ParameterizedTest
    @MethodSource("requestsOfAllKinds")
    void everyAnswerCarriesTheSecurityHeaders(List<String> request) throws Exception {
        Map<String, String> headers = http.send(
                        request.get(0), request.subList(1, request.size()).toArray(String[]::new))
                .headers();
        assertEquals("nosniff", headers.get("X-Content-Type-Options"));
        assertEquals("no-referrer", headers.get("Referrer-Policy"));
        assertEquals("same-origin", headers.get("Cross-Origin-Opener-Policy"));
        assertTrue(String.valueOf(headers.get("Content-Security-Policy")).startsWith("default-src 'self';"));
    }
}
