package dev.ticktide.web;

import dev.ticktide.http.HostGuard;
import dev.ticktide.http.ReadOnlyServer;
import dev.ticktide.web.answer.Answers;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * Checks every request before its route: the Host must be ours (against DNS rebinding), a foreign Origin gets nothing
 * (against cross-site WebSockets and forms), only GET and HEAD exist, or POST at calls that compute something of a text,
 * and every answer carries the security headers.
 */
final class Guard {

    private static final String CONTENT_SECURITY = "default-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

    private final HostGuard hosts;
    private final Set<String> chartOrigins;
    private final Set<String> posted;

    Guard(Set<String> hosts) {
        this(hosts, Set.of(), Set.of());
    }

    /**
     * @param chartOrigins pages elsewhere that may read the chart data and nothing else
     * @param posted the paths of calls that take POST and nothing else
     */
    Guard(Set<String> hosts, Set<String> chartOrigins, Set<String> posted) {
        this.hosts = new HostGuard(hosts);
        this.chartOrigins = chartOrigins;
        this.posted = posted;
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
        } else if (!ReadOnlyServer.METHODS.contains(request.method()) && !isPosted(context)) {
            request.response().putHeader("Allow", "GET, HEAD");
            Answers.problem(context, 405, "method_not_allowed", "only GET and HEAD are served here");
        } else if (!isDecodable(context)) {
            Answers.problem(context, 400, "bad_request", "the path can't be decoded");
        } else if (ReadOnlyServer.METHODS.contains(request.method()) && posted.contains(context.normalizedPath())) {
            request.response().putHeader("Allow", "POST");
            Answers.problem(context, 405, "method_not_allowed", "this call takes POST, with a body");
        } else {
            context.next();
        }
    }

    private boolean isPosted(RoutingContext context) {
        return context.request().method().equals(HttpMethod.POST)
                && isDecodable(context)
                && posted.contains(context.normalizedPath());
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
