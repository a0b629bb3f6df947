package dev.ticktide.balance.head;

import dev.ticktide.http.BodyReader;
import dev.ticktide.http.HeadCheck;
import dev.ticktide.http.ProblemDetail;
import dev.ticktide.http.RequestProblem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Turns away by its head alone what two servers could read in two ways, and what is too large to be held. */
public final class Gate {

    private static final String WEBSOCKET = "websocket";

    private final BodyReader bodies;

    public Gate(BodyReader bodies) {
        this.bodies = bodies;
    }

    /** {@code null} if the request may send its body. */
    public @Nullable ProblemDetail check(HttpServerRequest request) {
        ProblemDetail problem = checkTarget(request);
        return problem == null ? checkBody(request) : problem;
    }

    /** Whether it asks for a WebSocket. */
    public static boolean isUpgrade(HttpServerRequest request) {
        MultiMap headers = request.headers();
        return request.method().equals(HttpMethod.GET)
                && headers.contains(HttpHeaders.UPGRADE, WEBSOCKET, true)
                && HeaderForwarding.tokens(headers, HttpHeaders.CONNECTION).contains("upgrade");
    }

    private static @Nullable ProblemDetail checkTarget(HttpServerRequest request) {
        HttpMethod method = request.method();
        if (method.equals(HttpMethod.TRACE) || method.equals(HttpMethod.CONNECT)) {
            return RequestProblem.METHOD_NOT_ALLOWED.because("neither TRACE nor CONNECT is passed on");
        }
        ProblemDetail problem = HeadCheck.check(request);
        if (problem != null) {
            return problem;
        }
        return isPlainTarget(request.uri())
                ? null
                : RequestProblem.BAD_REQUEST.because(
                        "the target is a path that begins with / and has printable ASCII only");
    }

    private static boolean isPlainTarget(String target) {
        return target.startsWith("/") && target.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '#');
    }

    private @Nullable ProblemDetail checkBody(HttpServerRequest request) {
        MultiMap headers = request.headers();
        String expect = headers.get(HttpHeaders.EXPECT);
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            return Refusal.EXPECTATION_FAILED.because("only 100-continue can be expected");
        }
        ProblemDetail tooLarge = bodies.check(request);
        if (tooLarge == null
                && isUpgrade(request)
                && (headers.contains(HttpHeaders.TRANSFER_ENCODING) || HeadCheck.declaredLength(headers) > 0)) {
            return RequestProblem.BAD_REQUEST.because("a WebSocket begins without a body");
        }
        return tooLarge;
    }
}
