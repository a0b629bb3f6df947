package dev.ticktide.ingest.scan;

import dev.ticktide.market.symbol.Symbols;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Turns the characters of a stock symbol into its canonical string without making a new one each time. A hash picks the one
 * place a symbol may have, so the size is fixed and two symbols of one place merely take turns. Confined to one thread.
 */
public final class SymbolTable {

    private static final int SIZE = 8192;

    private final String[] places = new String[SIZE];

    /** The symbol, or {@code null} if these characters are none. */
    @Nullable
    public String canonical(char[] chars, int offset, int length) {
        if (length > Symbols.MAX_LENGTH) {
            return null;
        }
        int hash = 0;
        boolean keepsCase = false;
        for (int i = offset; i < offset + length; i++) {
            hash = hash * 31 + Symbols.upper(chars[i]);
            keepsCase |= Symbols.keepsCase(chars[i]);
        }
        int place = (hash ^ (hash >>> 16)) & (SIZE - 1);
        String known = places[place];
        if (known != null && isSame(known, chars, offset, length, keepsCase)) {
            return known;
        }
        return remember(place, Symbols.canonical(new String(chars, offset, length)));
    }

    /** The same from ASCII bytes; other bytes make no symbol. */
    @Nullable
    public String canonical(byte[] bytes, int offset, int length) {
        if (length > Symbols.MAX_LENGTH) {
            return null;
        }
        int hash = 0;
        boolean keepsCase = false;
        for (int i = offset; i < offset + length; i++) {
            hash = hash * 31 + Symbols.upper(bytes[i]);
            keepsCase |= Symbols.keepsCase(bytes[i]);
        }
        int place = (hash ^ (hash >>> 16)) & (SIZE - 1);
        String known = places[place];
        if (known != null && isSame(known, bytes, offset, length, keepsCase)) {
            return known;
        }
        return remember(place, Symbols.canonical(new String(bytes, offset, length, StandardCharsets.ISO_8859_1)));
    }

    private @Nullable String remember(int place, String symbol) {
        if (!Symbols.isValid(symbol)) {
            return null;
        }
        places[place] = symbol;
        return symbol;
    }

    private static boolean isSame(String known, char[] chars, int offset, int length, boolean keepsCase) {
        if (known.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known.charAt(i) != (keepsCase ? chars[offset + i] : Symbols.upper(chars[offset + i]))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(String known, byte[] bytes, int offset, int length, boolean keepsCase) {
        if (known.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known.charAt(i) != (keepsCase ? bytes[offset + i] : Symbols.upper(bytes[offset + i]))) {
                return false;
            }
        }
        return true;
    }
}
