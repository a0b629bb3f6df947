package dev.ticktide.csv;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads numbers as files write them: thousands grouped, a currency sign in front, a decimal comma, volumes in K, M or B. */
final class Figures {

    private static final Pattern GROUPED = Pattern.compile("-?[0-9]{1,3}(,[0-9]{3})+(\\.[0-9]+)?");
    private static final Pattern GROUPED_BY_DOTS = Pattern.compile("-?[0-9]{1,3}(\\.[0-9]{3})+(,[0-9]+)?");
    private static final Pattern PLAIN = Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]{1,3})?");
    private static final String UNITS = "KMBT";

    private final boolean decimalComma;

    /** @param decimalComma whether a comma ends the whole part of a number */
    Figures(boolean decimalComma) {
        this.decimalComma = decimalComma;
    }

    /** {@code NaN} if it is no number. */
    double read(@Nullable String text) {
        if (text == null) {
            return Double.NaN;
        }
        String plain = text.startsWith("$") || text.startsWith("€") ? text.substring(1) : text;
        if (decimalComma) {
            plain = GROUPED_BY_DOTS.matcher(plain).matches()
                    ? plain.replace(".", "").replace(',', '.')
                    : plain.replace(',', '.');
        } else if (GROUPED.matcher(plain).matches()) {
            plain = plain.replace(",", "");
        }
        return PLAIN.matcher(plain).matches() ? Double.parseDouble(plain) : Double.NaN;
    }

    /** As {@link #read}; nothing and a dash are no volume. */
    double volume(@Nullable String text) {
        if (text == null || text.isEmpty() || text.equals("-")) {
            return 0;
        }
        int unit = UNITS.indexOf(Character.toUpperCase(text.charAt(text.length() - 1)));
        return unit < 0 ? read(text) : read(text.substring(0, text.length() - 1).trim()) * Math.pow(1_000, unit + 1);
    }
}
