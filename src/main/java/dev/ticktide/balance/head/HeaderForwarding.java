package dev.ticktide.balance.head;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Copies heads from one side to the other without what is meant for one connection only (RFC 9110, 7.6.1). */
public final class HeaderForwarding {

    private static final String FORWARDED = "x-forwarded-";
    private static final Set<String> OF_THE_CONNECTION = caseless(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** Made anew, for what the client says of them is not to be believed or no longer true. */
    private static final Set<String> MADE_ANEW = caseless("content-length", "expect", "forwarded", "host");

    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private HeaderForwarding() {}

    /** Keeps the Host as it was sent, which the nodes compare with the Origin. */
    public static void toNode(HttpServerRequest from, HttpClientRequest to, int bodyBytes, boolean upgrade) {
        MultiMap out = to.headers();
        copy(from.headers(), out, MADE_ANEW);
        String host = from.getHeader(HttpHeaders.HOST);
        if (host != null) {
            out.set(HttpHeaders.HOST, host);
            out.set("X-Forwarded-Host", host);
        }
        out.set("X-Forwarded-For", from.remoteAddress().hostAddress());
        out.set("X-Forwarded-Proto", "http");
        if (bodyBytes > 0 || WITH_BODY.contains(from.method())) {
            out.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(bodyBytes));
        }
        if (upgrade) {
            out.set(HttpHeaders.CONNECTION, "Upgrade");
            out.set(HttpHeaders.UPGRADE, "websocket");
        }
    }

    /** The status and headers of a node's answer. */
    public static void toClient(HttpClientResponse from, HttpServerRequest request) {
        HttpServerResponse to = request.response();
        to.setStatusCode(from.statusCode());
        if (from.statusMessage() != null && !from.statusMessage().isEmpty()) {
            to.setStatusMessage(from.statusMessage());
        }
        copy(from.headers(), to.headers(), Set.of());
        if (from.statusCode() == 101) {
            to.putHeader(HttpHeaders.CONNECTION, "Upgrade").putHeader(HttpHeaders.UPGRADE, "websocket");
        } else if (!to.headers().contains(HttpHeaders.CONTENT_LENGTH) && hasBody(from.statusCode(), request)) {
            if (request.version() == HttpVersion.HTTP_1_0) {
                to.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            } else {
                to.setChunked(true);
            }
        }
    }

    /** The comma-separated words of all headers of a name, in lower case. */
    static Set<String> tokens(MultiMap headers, CharSequence name) {
        Set<String> tokens = new HashSet<>();
        for (String value : headers.getAll(name)) {
            for (String token : value.split(",")) {
                tokens.add(token.trim().toLowerCase(Locale.ROOT));
            }
        }
        return tokens;
    }

    private static boolean hasBody(int status, HttpServerRequest request) {
        return status != 204 && status != 304 && !request.method().equals(HttpMethod.HEAD);
    }

    private static void copy(MultiMap from, MultiMap to, Set<String> without) {
        Set<String> named =
                from.contains(HttpHeaders.CONNECTION) ? tokens(from, HttpHeaders.CONNECTION) : Set.<String>of();
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey();
            if (!OF_THE_CONNECTION.contains(name)
                    && !without.contains(name)
                    && !name.regionMatches(true, 0, FORWARDED, 0, FORWARDED.length())
                    && (named.isEmpty() || !named.contains(name.toLowerCase(Locale.ROOT)))) {
                to.add(name, header.getValue());
            }
        }
    }

    private static Set<String> caseless(String... names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(Set.of(names));
        return set;
    }
}
