package dev.ticktide.market;

import dev.ticktide.numeric.Numbers;

/**
 * A figure about the economy at large, such as GDP growth in per cent. It has no symbol and concerns every one.
 *
 * @param name 1 to 64 characters without control characters
 * @param time epoch microseconds
 * @param value finite; its unit is the named indicator's own
 */
public record EconomicIndicator(String name, long time, double value) implements Metadata {

    /** Longest name, in UTF-16 units. */
    public static final int MAX_NAME_LENGTH = 64;

    /** @throws IllegalArgumentException if the name is not valid or the value is not finite */
    public EconomicIndicator {
        if (!isValidName(name)) {
            throw new IllegalArgumentException("indicator_name must be 1 to 64 printable characters");
        }
        Numbers.requireFinite("value", value);
    }

    /**
     * Whether {@code name} may name an economic indicator: not blank, not too long, and of characters that can be
     * printed.
     */
    public static boolean isValidName(String name) {
        return !name.isBlank()
                && name.length() <= MAX_NAME_LENGTH
                && name.codePoints().noneMatch(EconomicIndicator::isUnprintable);
    }

    @Override
    public String subject() {
        return name;
    }

    @Override
    public MetadataType type() {
        return MetadataType.ECONOMIC_INDICATOR;
    }

    @Override
    public double first() {
        return value;
    }

    @Override
    public double second() {
        return 0;
    }

    private static boolean isUnprintable(int codePoint) {
        int type = Character.getType(codePoint);
        return Character.isISOControl(codePoint)
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
