package dev.ticktide.ingest;

import dev.ticktide.http.HeadCheck;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides by a request's head alone whether its body is worth reading. */
final class RequestGate {

    static final String INGEST = "/ingest";
    static final String DISCARD = "/discard";

    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";
    private static final String ANY_HOST = "*";

    private final IngestSettings settings;
    private final Set<String> hosts = new HashSet<>();

    RequestGate(IngestSettings settings) {
        this.settings = settings;
        hosts.addAll(List.of("localhost", "127.0.0.1", "[::1]"));
        String own = settings.host().toLowerCase(Locale.ROOT);
        hosts.add(own.indexOf(':') < 0 ? own : '[' + own + ']');
        for (String host : settings.allowedHosts()) {
            hosts.add(host.toLowerCase(Locale.ROOT));
        }
    }

    /** Why the request is turned away, {@code null} if it may send its body. */
    @Nullable
    Rejection check(HttpServerRequest request) {
        Rejection rejection = checkSender(request);
        if (rejection == null) {
            rejection = checkTarget(request);
        }
        return rejection == null ? checkBody(request) : rejection;
    }

    /** How the body of an admitted request is laid out. */
    static EventParser.Format format(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && mediaType(type).equals(NDJSON) ? EventParser.Format.NDJSON : EventParser.Format.JSON;
    }

    private @Nullable Rejection checkSender(HttpServerRequest request) {
        MultiMap headers = request.headers();
        HeadCheck.Fault fault = HeadCheck.check(request);
        if (fault != null) {
            boolean unknownCoding = fault.status() == ProblemCode.NOT_IMPLEMENTED.status();
            return Rejection.of(unknownCoding ? ProblemCode.NOT_IMPLEMENTED : ProblemCode.BAD_REQUEST, fault.detail());
        }
        String named = headers.get(HttpHeaders.HOST);
        if (named != null && !isAllowed(named)) {
            return Rejection.of(
                    ProblemCode.BAD_HOST, "this host name is not among the allowed ones; see ingest.allowed_hosts");
        }
        String origin = headers.get(HttpHeaders.ORIGIN);
        if (origin != null && !isOwnOrigin(origin)) {
            return Rejection.of(ProblemCode.FOREIGN_ORIGIN, "pages of other web sites may not send here");
        }
        return null;
    }

    private @Nullable Rejection checkTarget(HttpServerRequest request) {
        HttpMethod method = request.method();
        if (method.equals(HttpMethod.TRACE) || method.equals(HttpMethod.CONNECT)) {
            return Rejection.of(ProblemCode.METHOD_NOT_ALLOWED, "only POST is allowed");
        }
        String path = request.path();
        if (!INGEST.equals(path) && !(settings.bench() && DISCARD.equals(path))) {
            return Rejection.of(ProblemCode.NOT_FOUND, "this port has POST /ingest only");
        }
        if (!method.equals(HttpMethod.POST)) {
            return Rejection.of(ProblemCode.METHOD_NOT_ALLOWED, "only POST is allowed");
        }
        return Mode.check(request);
    }

    private @Nullable Rejection checkBody(HttpServerRequest request) {
        MultiMap headers = request.headers();
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        if (type == null || !isSupported(type)) {
            return Rejection.of(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "expected " + JSON + " or " + NDJSON + ", in UTF-8 if a charset is named");
        }
        String encoding = headers.get(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.trim().equalsIgnoreCase("identity")) {
            return Rejection.of(ProblemCode.UNSUPPORTED_ENCODING, "send the body as it is, not compressed");
        }
        if (declaredLength(headers) > settings.limits().maxBodyBytes()) {
            return Rejection.of(
                    ProblemCode.BODY_TOO_LARGE,
                    "a body may have at most " + settings.limits().maxBodyBytes() + " bytes");
        }
        return null;
    }

    /** The Content-Length, 0 if there is none; one that doesn't fit a number is larger than anything. */
    static long declaredLength(MultiMap headers) {
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return 0;
        }
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private boolean isAllowed(String authority) {
        return hosts.contains(hostOf(authority)) || hosts.contains(ANY_HOST);
    }

    private boolean isOwnOrigin(String origin) {
        int scheme = origin.indexOf("://");
        return scheme > 0 && hosts.contains(hostOf(origin.substring(scheme + 3)));
    }

    private static String hostOf(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean port = colon > authority.lastIndexOf(']');
        return (port ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
    }

    private static boolean isSupported(String contentType) {
        if (contentType.equals(JSON)) {
            return true;
        }
        String type = mediaType(contentType);
        if (!type.equals(JSON) && !type.equals(NDJSON)) {
            return false;
        }
        int semicolon = contentType.indexOf(';');
        if (semicolon < 0) {
            return true;
        }
        String parameter = contentType
                .substring(semicolon + 1)
                .trim()
                .toLowerCase(Locale.ROOT)
                .replace("\"", "");
        return parameter.equals("charset=utf-8");
    }

    private static String mediaType(String contentType) {
        int semicolon = contentType.indexOf(';');
        return (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .trim()
                .toLowerCase(Locale.ROOT);
    }
}
