package dev.ticktide.balance.head;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a browser on one node while that node is healthy: a page must read REST answers from the node whose live feed
 * it follows, because each node numbers its messages itself. A cookie holds the node's id.
 */
public final class Affinity {

    public static final String COOKIE = "ticktide-node";

    /** Lax, so that a mail's link opens where the reader's other pages are. */
    private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Lax";

    private Affinity() {}

    /** The node that a browser was at last, as it says. */
    public static @Nullable String of(HttpServerRequest request) {
        if (!request.headers().contains(HttpHeaders.COOKIE)) {
            return null;
        }
        Cookie cookie = request.getCookie(COOKIE);
        return cookie == null ? null : cookie.getValue();
    }

    /** Has the browser come back to {@code node}. */
    public static void set(HttpServerResponse response, String node) {
        response.headers().add(HttpHeaders.SET_COOKIE, COOKIE + '=' + node + ATTRIBUTES);
    }
}
