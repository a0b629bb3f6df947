package dev.ticktide.csv;

/** A file or an option that can't be used; the message says what to do about it. */
public final class CsvProblem extends RuntimeException {

    private static final long serialVersionUID = 1;

    public CsvProblem(String message) {
        super(message);
    }
}
