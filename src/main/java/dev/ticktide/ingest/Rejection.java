package dev.ticktide.ingest;

import java.util.List;

/**
 * Why a request is not taken.
 *
 * @param detail for people; never repeats raw input
 * @param errors the places that are wrong, at most {@value ProblemList#MAX}
 */
public record Rejection(ProblemCode code, String detail, List<Problem> errors) implements Parsed {

    static Rejection of(ProblemCode code, String detail) {
        return new Rejection(code, detail, List.of());
    }

    public int status() {
        return code.status();
    }
}
