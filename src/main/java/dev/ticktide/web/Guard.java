package dev.ticktide.web;

import dev.ticktide.http.HostGuard;
import dev.ticktide.http.ReadOnlyServer;
import dev.ticktide.web.answer.Answers;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * Checks every request before its route: the Host must be ours (against DNS rebinding), a foreign Origin gets nothing
 * (against cross-site WebSockets), only GET and HEAD exist, and every answer carries the security headers.
 */
final class Guard {

    private static final String CONTENT_SECURITY = "default-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

    private final HostGuard hosts;
    private final Set<String> chartOrigins;

    Guard(Set<String> hosts) {
        this(hosts, Set.of());
    }

    /** @param chartOrigins pages elsewhere that may read the chart data and nothing else */
    Guard(Set<String> hosts, Set<String> chartOrigins) {
        this.hosts = new HostGuard(hosts);
        this.chartOrigins = chartOrigins;
    }

    void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        request.response()
                .putHeader("Content-Security-Policy", CONTENT_SECURITY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin");
        String host = request.getHeader(HttpHeaders.HOST);
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (host == null || !hosts.isAllowed(host)) {
            Answers.problem(context, 421, "bad_host", "this host name is not served here; see web.allowed_hosts");
        } else if (origin != null && !HostGuard.isSameOrigin(origin, host) && !isChart(context, origin)) {
            Answers.problem(context, 403, "foreign_origin", "pages of other sites may not read this");
        } else if (!ReadOnlyServer.METHODS.contains(request.method())) {
            request.response().putHeader("Allow", "GET, HEAD");
            Answers.problem(context, 405, "method_not_allowed", "only GET and HEAD are served on this port");
        } else if (!isDecodable(context)) {
            Answers.problem(context, 400, "bad_request", "the path can't be decoded");
        } else {
            context.next();
        }
    }

    /** The router would throw on it again and again while looking for a route. */
    private static boolean isDecodable(RoutingContext context) {
        try {
            context.normalizedPath();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** By the path that routes are found by: the one as written may lead elsewhere with dots. */
    private boolean isChart(RoutingContext context, String origin) {
        if (!chartOrigins.contains(origin)
                || !isDecodable(context)
                || !context.normalizedPath().startsWith("/udf/")) {
            return false;
        }
        context.response().putHeader("Access-Control-Allow-Origin", origin).putHeader("Vary", "Origin");
        return true;
    }
}
