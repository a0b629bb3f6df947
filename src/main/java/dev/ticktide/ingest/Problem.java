package dev.ticktide.ingest;

/**
 * One thing wrong with one place of the input.
 *
 * @param pointer JSON Pointer (RFC 6901) such as {@code /317/closing_price}; in NDJSON it begins with the line, counted
 *     from 1: {@code /line/3/closing_price}
 * @param detail says what is expected, never what was sent
 */
public record Problem(String pointer, ProblemCode code, String detail) {}
