package dev.ticktide.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds in a request's head what two servers could read in two ways (RFC 9110 and 9112). Stateless. */
public final class HeadCheck {

    /**
     * Why a request is refused; the connection must be closed after the answer, for where such a request ends is not known.
     *
     * @param status 400 or 501
     * @param detail for people; repeats nothing of the request
     */
    public record Fault(int status, String detail) {}

    private static final int BAD_REQUEST = 400;
    private static final int NOT_IMPLEMENTED = 501;
    private static final String CHUNKED = "chunked";
    private static final int MOST_PORT = 65_535;

    private static final Pattern HOST =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|(?:[A-Za-z0-9._~!$&'()*+;=-]|%[0-9A-Fa-f]{2})+)(?::([0-9]{0,5}))?");

    private HeadCheck() {}

    /** {@code null} if there is nothing wrong with it. */
    public static @Nullable Fault check(HttpServerRequest request) {
        Fault fault = checkHost(request);
        return fault == null ? checkLength(request) : fault;
    }

    /** Whether a Host header is a name or an address, with or without a port. */
    public static boolean isHost(String authority) {
        var parts = HOST.matcher(authority);
        if (!parts.matches()) {
            return false;
        }
        String port = parts.group(2);
        return port == null || port.isEmpty() || Integer.parseInt(port) <= MOST_PORT;
    }

    private static @Nullable Fault checkHost(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.size() > 1 || (hosts.isEmpty() && request.version() != HttpVersion.HTTP_1_0)) {
            return new Fault(BAD_REQUEST, "a request has exactly one Host header");
        }
        return hosts.isEmpty() || isHost(hosts.get(0))
                ? null
                : new Fault(BAD_REQUEST, "the Host header is neither a name nor an address");
    }

    private static @Nullable Fault checkLength(HttpServerRequest request) {
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
                : new Fault(NOT_IMPLEMENTED, "of the transfer codings only chunked is understood");
    }

    private static Fault ambiguous() {
        return new Fault(BAD_REQUEST, "the length of the body is ambiguous");
    }
}
