package dev.ticktide.ingest.scan;

import dev.ticktide.market.Candle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads candles as nearly every sender writes them: the seven fields, each once, no escapes. Whatever is not exactly that it
 * leaves alone, good or bad, for the strict reader to judge; what it does take is what the strict reader would take, to the
 * bit. Confined to one thread.
 */
public final class CandleScanner {

    private static final int FIELDS = 7;

    /** Each with its closing quote. */
    private static final byte[][] NAMES = names();

    private static final int MAX_LENGTH = 40;

    private final SymbolTable symbols;
    private final double[] numbers = new double[FIELDS];
    private final char[] scratch = new char[MAX_LENGTH];
    private byte[] bytes = new byte[0];
    private int end;
    private int at;
    private double number;

    /** @param symbols where the strings of symbols are kept */
    public CandleScanner(SymbolTable symbols) {
        this.symbols = symbols;
    }

    /** Begins with the bytes from {@code from} to before {@code to}, which must be plain UTF-8. */
    public void begin(byte[] source, int from, int to) {
        bytes = source;
        at = from;
        end = to;
    }

    /** Whether the next thing is this one; if so it is passed. */
    public boolean take(char expected) {
        skipSpace();
        if (at < end && bytes[at] == expected) {
            at++;
            return true;
        }
        return false;
    }

    /** Whether only white space is left. */
    public boolean isAtEnd() {
        skipSpace();
        return at == end;
    }

    /**
     * The candle that begins here, {@code null} if it is for the strict reader.
     *
     * @param latest the last microsecond that is not in the future
     */
    @Nullable
    public Candle candle(long latest, boolean history) {
        if (!take('{')) {
            return null;
        }
        String symbol = null;
        int seen = 0;
        for (int i = 0; i < FIELDS; i++) {
            if (i > 0 && !take(',')) {
                return null;
            }
            int field = name(i);
            if (field < 0 || !take(':')) {
                return null;
            }
            seen |= 1 << field;
            if (field == 0) {
                symbol = symbol();
                if (symbol == null) {
                    return null;
                }
            } else if (number(field)) {
                numbers[field] = number;
            } else {
                return null;
            }
        }
        return symbol != null && seen == (1 << FIELDS) - 1 && take('}') ? candle(symbol, latest, history) : null;
    }

    private @Nullable Candle candle(String symbol, long latest, boolean history) {
        double open = numbers[1];
        double close = numbers[2];
        double high = numbers[3];
        double low = numbers[4];
        double seconds = numbers[6];
        if (high < Math.max(open, close) || low > Math.min(open, close) || !Times.isValid(seconds, history)) {
            return null;
        }
        long time = Times.toMicros(seconds);
        return time > latest ? null : new Candle(symbol, time, open, high, low, close, numbers[5]);
    }

    /** The field named here; {@code likely} is tried first. */
    private int name(int likely) {
        if (!take('"')) {
            return -1;
        }
        if (isNamed(likely)) {
            at += NAMES[likely].length;
            return likely;
        }
        for (int field = 0; field < FIELDS; field++) {
            if (isNamed(field)) {
                at += NAMES[field].length;
                return field;
            }
        }
        return -1;
    }

    private boolean isNamed(int field) {
        byte[] name = NAMES[field];
        return end - at >= name.length && Arrays.equals(bytes, at, at + name.length, name, 0, name.length);
    }

    private @Nullable String symbol() {
        if (!take('"')) {
            return null;
        }
        int start = at;
        while (at < end && bytes[at] != '"') {
            at++;
        }
        if (at == end) {
            return null;
        }
        // Null for an escape or anything else that is no character of a symbol.
        return symbols.canonical(bytes, start, at++ - start);
    }

    /** Reads a number into {@link #number}; whether it may be the value of the field. */
    private boolean number(int field) {
        skipSpace();
        byte[] source = bytes;
        int stop = end;
        int start = at;
        int i = start;
        boolean negative = i < stop && source[i] == '-';
        if (negative) {
            i++;
        }
        long mantissa = 0;
        int digits = 0;
        int point = -1;
        int whole = i;
        for (; i < stop; i++) {
            int digit = source[i] - '0';
            if (digit >= 0 && digit <= 9) {
                mantissa = mantissa * 10 + digit;
                digits += mantissa == 0 ? 0 : 1;
            } else if (digit == '.' - '0' && point < 0) {
                point = i;
            } else {
                break;
            }
        }
        at = i;
        int fraction = point < 0 ? 0 : i - point - 1;
        return isPlain(whole, point, digits) && isInRange(Field.at(field), mantissa, fraction, negative, start);
    }

    /**
     * Leading zeros, missing digits and more digits than are safe here are for the strict reader to judge.
     *
     * @param whole where the number up to {@link #at} begins, without its sign
     * @param point where its decimal point is; negative if it has none
     */
    private boolean isPlain(int whole, int point, int digits) {
        int integers = (point < 0 ? at : point) - whole;
        return integers > 0
                && (integers == 1 || bytes[whole] != '0')
                && (point < 0 || at - point > 1)
                && digits <= JsonNumbers.MAX_DIGITS;
    }

    /** Reads the exponent, if there is one, and sets {@link #number}; whether the field may have it. */
    private boolean isInRange(Field field, long mantissa, int fraction, boolean negative, int start) {
        int exponent = 0;
        if (at < end && (bytes[at] | 0x20) == 'e') {
            at++;
            exponent = exponent();
            if (exponent == Integer.MIN_VALUE) {
                return false;
            }
        }
        int length = at - start;
        number = length > MAX_LENGTH ? Double.NaN : toDouble(mantissa, exponent - fraction, negative, start, length);
        return number >= field.low && number <= field.high;
    }

    /** The digits after {@code e}; {@link Integer#MIN_VALUE} if they are none or too many. */
    private int exponent() {
        boolean negative = false;
        if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
            negative = bytes[at] == '-';
            at++;
        }
        int start = at;
        int value = 0;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9' && at - start < 3) {
            value = value * 10 + bytes[at] - '0';
            at++;
        }
        boolean more = at < end && bytes[at] >= '0' && bytes[at] <= '9';
        return at == start || more ? Integer.MIN_VALUE : negative ? -value : value;
    }

    private double toDouble(long mantissa, int power, boolean negative, int start, int length) {
        if (JsonNumbers.isExact(mantissa, power)) {
            double value = JsonNumbers.exact(mantissa, power);
            return negative ? -value : value;
        }
        for (int i = 0; i < length; i++) {
            scratch[i] = (char) bytes[start + i];
        }
        return JsonNumbers.toDouble(scratch, 0, length);
    }

    private void skipSpace() {
        while (at < end) {
            byte b = bytes[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return;
            }
            at++;
        }
    }

    private static byte[][] names() {
        byte[][] names = new byte[FIELDS][];
        for (int field = 0; field < names.length; field++) {
            names[field] = (Field.at(field).label + '"').getBytes(StandardCharsets.US_ASCII);
        }
        return names;
    }
}
