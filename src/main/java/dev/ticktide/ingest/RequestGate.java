package dev.ticktide.ingest;

import dev.ticktide.http.BodyReader;
import dev.ticktide.http.HeadCheck;
import dev.ticktide.http.HostGuard;
import dev.ticktide.http.ProblemDetail;
import dev.ticktide.http.RequestProblem;
import dev.ticktide.ingest.parse.EventParser;
import dev.ticktide.ingest.parse.ProblemCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Decides by a request's head alone whether its body is worth reading. */
final class RequestGate {

    static final String INGEST = "/ingest";
    static final String DISCARD = "/discard";

    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";

    private final IngestSettings settings;
    private final BodyReader bodies;
    private final HostGuard hosts;

    RequestGate(IngestSettings settings, BodyReader bodies) {
        this.settings = settings;
        this.bodies = bodies;
        List<String> names = new ArrayList<>(settings.allowedHosts());
        names.add(settings.host());
        this.hosts = new HostGuard(names);
    }

    /** Why the request is turned away, {@code null} if it may send its body. */
    @Nullable
    ProblemDetail check(HttpServerRequest request) {
        ProblemDetail problem = checkSender(request);
        if (problem == null) {
            problem = checkTarget(request);
        }
        return problem == null ? checkBody(request) : problem;
    }

    /** How the body of an admitted request is laid out. */
    static EventParser.Format format(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && mediaType(type).equals(NDJSON) ? EventParser.Format.NDJSON : EventParser.Format.JSON;
    }

    private @Nullable ProblemDetail checkSender(HttpServerRequest request) {
        ProblemDetail problem = HeadCheck.check(request);
        if (problem != null) {
            return problem;
        }
        String host = request.getHeader(HttpHeaders.HOST);
        if (host != null && !hosts.isAllowed(host)) {
            return ProblemCode.BAD_HOST.because(
                    "this host name is not among the allowed ones; see ingest.allowed_hosts");
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null && !hosts.isOwnOrigin(origin)) {
            return ProblemCode.FOREIGN_ORIGIN.because("pages of other web sites may not send here");
        }
        return null;
    }

    private @Nullable ProblemDetail checkTarget(HttpServerRequest request) {
        HttpMethod method = request.method();
        if (method.equals(HttpMethod.TRACE) || method.equals(HttpMethod.CONNECT)) {
            return RequestProblem.METHOD_NOT_ALLOWED.because("only POST is allowed");
        }
        String path = request.path();
        if (!INGEST.equals(path) && !(settings.bench() && DISCARD.equals(path))) {
            return ProblemCode.NOT_FOUND.because("this port has POST /ingest only");
        }
        if (!method.equals(HttpMethod.POST)) {
            return RequestProblem.METHOD_NOT_ALLOWED.because("only POST is allowed");
        }
        return Mode.check(request);
    }

    private @Nullable ProblemDetail checkBody(HttpServerRequest request) {
        MultiMap headers = request.headers();
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        if (type == null || !isSupported(type)) {
            return ProblemCode.UNSUPPORTED_MEDIA_TYPE.because(
                    "expected " + JSON + " or " + NDJSON + ", in UTF-8 if a charset is named");
        }
        String encoding = headers.get(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.trim().equalsIgnoreCase("identity")) {
            return ProblemCode.UNSUPPORTED_ENCODING.because("send the body as it is, not compressed");
        }
        return bodies.check(request);
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
