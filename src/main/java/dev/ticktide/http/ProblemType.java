package dev.ticktide.http;

import java.util.List;

/** A kind of error that clients can distinguish from others: a constant, alone or of an enum. */
public interface ProblemType {

    /** A kind by itself; two of the same status, label and title are equal. */
    static ProblemType of(int status, String label, String title) {
        return new ProblemDetail.Kind(status, label, title);
    }

    /** The HTTP status. */
    int status();

    /** For people, the same for all errors of this kind. */
    String title();

    /** The code as clients see it, such as {@code malformed_json}; also the label in metrics. */
    String label();

    /** Whether the same request may succeed a little later; the answer has a {@code Retry-After} then. */
    default boolean isRetryable() {
        return status() == 429 || status() == 503;
    }

    /**
     * An error of this kind, with an empty list of places.
     *
     * @param detail for people; never repeats raw input
     */
    default ProblemDetail because(String detail) {
        return new ProblemDetail(this, detail, List.of());
    }
}
