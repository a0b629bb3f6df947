package dev.ticktide.csv;

import java.util.regex.Pattern;

/** A file or an option that can't be used; the message says what to do about it. */
public final class CsvProblem extends RuntimeException {

    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    private static final long serialVersionUID = 1;

    /** @param message for the user, what is wrong and what to do; may name the file and an option */
    public CsvProblem(String message) {
        super(message);
    }

    /** A value of the file for a line on a terminal, which obeys control characters. */
    static String shortened(String text) {
        String plain = CONTROL.matcher(text).replaceAll("?");
        return plain.length() > 40 ? plain.substring(0, 40) + "…" : plain;
    }
}
