package dev.ticktide.balance;

import dev.ticktide.http.HeadCheck;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Turns away by its head alone what two servers could read in two ways, and what is too large to be held. */
final class Gate {

    /** Why a request is turned away. */
    record No(Refusal refusal, String detail) {}

    private static final String WEBSOCKET = "websocket";

    private final int maxBodyBytes;

    Gate(int maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    /** {@code null} if the request may send its body. */
    @Nullable
    No check(HttpServerRequest request) {
        No no = checkTarget(request);
        return no == null ? checkBody(request) : no;
    }

    static boolean isUpgrade(HttpServerRequest request) {
        MultiMap headers = request.headers();
        return request.method().equals(HttpMethod.GET)
                && headers.contains(HttpHeaders.UPGRADE, WEBSOCKET, true)
                && HeaderForwarding.tokens(headers, HttpHeaders.CONNECTION).contains("upgrade");
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

    private static @Nullable No checkTarget(HttpServerRequest request) {
        HttpMethod method = request.method();
        if (method.equals(HttpMethod.TRACE) || method.equals(HttpMethod.CONNECT)) {
            return new No(Refusal.METHOD_NOT_ALLOWED, "neither TRACE nor CONNECT is passed on");
        }
        HeadCheck.Fault fault = HeadCheck.check(request);
        if (fault != null) {
            boolean unknownCoding = fault.status() == Refusal.NOT_IMPLEMENTED.status();
            return new No(unknownCoding ? Refusal.NOT_IMPLEMENTED : Refusal.BAD_REQUEST, fault.detail());
        }
        return isPlainTarget(request.uri())
                ? null
                : new No(Refusal.BAD_REQUEST, "the target is a path that begins with / and has printable ASCII only");
    }

    private static boolean isPlainTarget(String target) {
        return target.startsWith("/") && target.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '#');
    }

    private @Nullable No checkBody(HttpServerRequest request) {
        MultiMap headers = request.headers();
        String expect = headers.get(HttpHeaders.EXPECT);
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            return new No(Refusal.EXPECTATION_FAILED, "only 100-continue can be expected");
        }
        if (declaredLength(headers) > maxBodyBytes) {
            return new No(Refusal.BODY_TOO_LARGE, tooLarge(maxBodyBytes));
        }
        if (isUpgrade(request) && (headers.contains(HttpHeaders.TRANSFER_ENCODING) || declaredLength(headers) > 0)) {
            return new No(Refusal.BAD_REQUEST, "a WebSocket begins without a body");
        }
        return null;
    }

    static String tooLarge(int maxBodyBytes) {
        return "a body may have at most " + maxBodyBytes + " bytes";
    }
}
