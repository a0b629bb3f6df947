package dev.ticktide.notify;

import java.util.regex.Pattern;

/** Text from outside as one line, for subjects, headers and log lines. */
public final class Lines {

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\u2028\\u2029]+");

    private Lines() {}

    /** {@code text} as one line: control characters and line separators become a space. */
    public static String single(String text) {
        return CONTROL.matcher(text).replaceAll(" ").strip();
    }

    /**
     * The same, cut to at most {@code maxLength} UTF-16 units, with an ellipsis as the last if it was cut.
     *
     * @param maxLength at least 2
     */
    public static String single(String text, int maxLength) {
        String line = single(text);
        if (line.length() <= maxLength) {
            return line;
        }
        int end = maxLength - 1;
        // Half of a character is none.
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
