package dev.ticktide.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds in a request's head what two servers could understand differently (RFC 9110 and 9112). The connection of a
 * refused request must be closed after the answer, for where such a request ends is not known. Stateless.
 */
public final class HeadCheck {

    private static final String CHUNKED = "chunked";
    private static final int MAX_PORT = 65_535;

    private static final Pattern HOST =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|(?:[A-Za-z0-9._~!$&'()*+;=-]|%[0-9A-Fa-f]{2})+)(?::([0-9]{0,5}))?");

    private HeadCheck() {}

    /** {@code null} if there is nothing wrong with it. */
    public static @Nullable ProblemDetail check(HttpServerRequest request) {
        ProblemDetail problem = checkHost(request);
        return problem == null ? checkLength(request) : problem;
    }

    /** Why a request could not even be decoded. */
    public static ProblemDetail undecodable(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            return RequestProblem.URI_TOO_LONG.because("the request line is longer than allowed");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return RequestProblem.HEADERS_TOO_LARGE.because("the headers are larger than allowed");
        }
        return RequestProblem.BAD_REQUEST.because("the request is not valid HTTP/1.1");
    }

    /** The Content-Length, 0 if there is none; one that doesn't fit a number is larger than anything. */
    public static long declaredLength(MultiMap headers) {
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

    /** Whether a Host header is a name or an address, with or without a port. */
    public static boolean isHost(String authority) {
        var parts = HOST.matcher(authority);
        if (!parts.matches()) {
            return false;
        }
        String port = parts.group(2);
        return port == null || port.isEmpty() || Integer.parseInt(port) <= MAX_PORT;
    }

    private static @Nullable ProblemDetail checkHost(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.size() > 1 || (hosts.isEmpty() && request.version() != HttpVersion.HTTP_1_0)) {
            return RequestProblem.BAD_REQUEST.because("a request has exactly one Host header");
        }
        return hosts.isEmpty() || isHost(hosts.get(0))
                ? null
                : RequestProblem.BAD_REQUEST.because("the Host header is neither a name nor an address");
    }

    private static @Nullable ProblemDetail checkLength(HttpServerRequest request) {
        MultiMap headers = request.headers();
        List<String> lengths = headers.getAll(HttpHeaders.CONTENT_LENGTH);
        if (!headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
            return lengths.size() > 1 ? ambiguous() : null;
        }
        if (!lengths.isEmpty() || request.version() == HttpVersion.HTTP_1_0) {
            return ambiguous();
        }
        List<String> codings = new ArrayList<>();
        for (String value : headers.getAll(HttpHeaders.TRANSFER_ENCODING)) {
            for (String coding : value.split(",", -1)) {
                codings.add(coding.trim().toLowerCase(Locale.ROOT));
            }
        }
        // RFC 9112, 6.3: without chunked as the last coding, and once, the end of the body can't be known.
        if (codings.indexOf(CHUNKED) != codings.size() - 1) {
            return ambiguous();
        }
        // RFC 9112, 6.1: a coding that the server does not understand.
        return codings.size() == 1
                ? null
                : RequestProblem.NOT_IMPLEMENTED.because("of the transfer codings only chunked is understood");
    }

    private static ProblemDetail ambiguous() {
        return RequestProblem.BAD_REQUEST.because("the length of the body is ambiguous");
    }
}
