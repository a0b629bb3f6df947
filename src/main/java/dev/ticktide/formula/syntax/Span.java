package dev.ticktide.formula.syntax;

/**
 * A place in a text. Immutable.
 *
 * @param line from 1
 * @param column from 1, in UTF-16 characters as editors count them
 * @param length in characters, at least 1; the end of a text counts as one
 */
public record Span(int line, int column, int length) {}
