package dev.ticktide.web;

import dev.ticktide.http.ReadOnlyServer;
import dev.ticktide.web.answer.Answers;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks every request before its route: the Host must be ours (against DNS rebinding), a foreign Origin gets nothing
 * (against cross-site WebSockets), only GET and HEAD exist, and every answer carries the security headers.
 */
final class Guard {

    private static final String CONTENT_SECURITY = "default-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private static final String ANY_HOST = "*";

    private final Set<String> hosts;
    private final Set<String> chartOrigins;

    Guard(Set<String> hosts) {
        this(hosts, Set.of());
    }

    /** @param chartOrigins pages elsewhere that may read the chart data and nothing else */
    Guard(Set<String> hosts, Set<String> chartOrigins) {
        this.hosts = hosts;
        this.chartOrigins = chartOrigins;
    }

    /** The same with one more name of ours. */
    Guard allowing(String host) {
        Set<String> all = new HashSet<>(hosts);
        all.add(host);
        return new Guard(all, chartOrigins);
    }

    void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        request.response()
                .putHeader("Content-Security-Policy", CONTENT_SECURITY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin");
        HostAndPort authority = authority(request.getHeader(HttpHeaders.HOST));
        if (authority == null || !isOurs(authority.host())) {
            Answers.problem(context, 421, "bad_host", "this host name is not served here; see web.allowed_hosts");
        } else if (!isSameOrigin(request.getHeader("Origin"), authority) && !isChart(context)) {
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

    /** Of a Host header that {@link dev.ticktide.http.HeadCheck} has passed; the port is -1 if there is none. */
    private static @Nullable HostAndPort authority(@Nullable String host) {
        if (host == null) {
            return null;
        }
        int colon = host.lastIndexOf(':');
        boolean hasPort = colon > host.lastIndexOf(']');
        String port = hasPort ? host.substring(colon + 1) : "";
        return HostAndPort.create(
                hasPort ? host.substring(0, colon) : host, port.isEmpty() ? -1 : Integer.parseInt(port));
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

    private boolean isOurs(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return LOOPBACK.contains(name) || hosts.contains(name) || hosts.contains(ANY_HOST);
    }

    /** By the path that routes are found by: the one as written may lead elsewhere with dots. */
    private boolean isChart(RoutingContext context) {
        String origin = context.request().getHeader("Origin");
        if (!chartOrigins.contains(origin)
                || !isDecodable(context)
                || !context.normalizedPath().startsWith("/udf/")) {
            return false;
        }
        context.response().putHeader("Access-Control-Allow-Origin", origin).putHeader("Vary", "Origin");
        return true;
    }

    private static boolean isSameOrigin(@Nullable String origin, HostAndPort authority) {
        if (origin == null) {
            return true;
        }
        try {
            URI uri = new URI(origin);
            int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
            // Behind a TLS proxy the Host has no port while the connection's own would be another one.
            boolean samePort = authority.port() < 0 || authority.port() == port;
            return uri.getHost() != null && uri.getHost().equalsIgnoreCase(authority.host()) && samePort;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
