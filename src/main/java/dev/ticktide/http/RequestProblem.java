package dev.ticktide.http;

/** What may be wrong with any request, or why the server has no room for it. */
public final class RequestProblem {

    /** What was sent is no HTTP. */
    public static final ProblemType BAD_REQUEST = ProblemType.of(400, "bad_request", "The request is not valid HTTP");

    /** The path exists, with other methods. */
    public static final ProblemType METHOD_NOT_ALLOWED =
            ProblemType.of(405, "method_not_allowed", "The method is not allowed here");

    /** Part of a body came, and then nothing for too long. */
    public static final ProblemType REQUEST_TIMEOUT = ProblemType.of(408, "request_timeout", "The body took too long");

    /** More bytes than a body may have, whether announced or not. */
    public static final ProblemType BODY_TOO_LARGE = ProblemType.of(413, "body_too_large", "The body is too large");

    /** A request line longer than the server reads. */
    public static final ProblemType URI_TOO_LONG = ProblemType.of(414, "uri_too_long", "The request line is too long");

    /** More bytes of headers than the server reads. */
    public static final ProblemType HEADERS_TOO_LARGE =
            ProblemType.of(431, "headers_too_large", "The request headers are too large");

    /** A transfer coding other than chunked. */
    public static final ProblemType NOT_IMPLEMENTED =
            ProblemType.of(501, "not_implemented", "The transfer coding is not understood");

    /** There is no room for the request; the same may succeed a little later. */
    public static final ProblemType OVERLOADED =
            ProblemType.of(503, "overloaded", "There is more to do than can be done");

    private RequestProblem() {}
}
