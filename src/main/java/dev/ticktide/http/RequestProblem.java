package dev.ticktide.http;

import java.util.Locale;

/** What may be wrong with any request, or why the server has no room for it. */
public enum RequestProblem implements ProblemType {
    BAD_REQUEST(400, "The request is not valid HTTP"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    REQUEST_TIMEOUT(408, "The body took too long"),
    BODY_TOO_LARGE(413, "The body is too large"),
    URI_TOO_LONG(414, "The request line is too long"),
    HEADERS_TOO_LARGE(431, "The request headers are too large"),
    NOT_IMPLEMENTED(501, "The transfer coding is not understood"),
    OVERLOADED(503, "There is more to do than can be done");

    private final int status;
    private final String title;

    RequestProblem(int status, String title) {
        this.status = status;
        this.title = title;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
