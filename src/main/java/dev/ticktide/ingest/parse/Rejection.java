package dev.ticktide.ingest.parse;

import dev.ticktide.http.ProblemDetail;
import dev.ticktide.http.ProblemType;
import java.util.List;

/**
 * Why a body is not taken.
 *
 * @param detail for people; never repeats raw input
 * @param errors the places that are wrong, at most {@value ProblemList#MAX}
 */
public record Rejection(ProblemType code, String detail, List<ProblemDetail.Place> errors) implements Parsed {

    static Rejection of(ProblemCode code, String detail) {
        return new Rejection(code, detail, List.of());
    }

    /** The answer to the sender. */
    public ProblemDetail toProblem() {
        return new ProblemDetail(code, detail, errors);
    }
}
