package dev.ticktide.ingest;

import dev.ticktide.market.Symbols;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Turns the characters of a stock symbol into its upper-cased string without making a new one each time. A hash picks the one
 * place a symbol may have, so the size is fixed and two symbols of one place merely take turns. Confined to one thread.
 */
final class SymbolTable {

    private static final int SIZE = 8192;

    private final String[] places = new String[SIZE];

    /** The symbol, or {@code null} if these characters are none. */
    @Nullable
    String canonical(char[] chars, int offset, int length) {
        if (length > Symbols.MAX_LENGTH) {
            return null;
        }
        int hash = 0;
        for (int i = offset; i < offset + length; i++) {
            hash = hash * 31 + upper(chars[i]);
        }
        int place = (hash ^ (hash >>> 16)) & (SIZE - 1);
        String known = places[place];
        if (known != null && isSame(known, chars, offset, length)) {
            return known;
        }
        char[] uppered = new char[length];
        for (int i = 0; i < length; i++) {
            uppered[i] = (char) upper(chars[offset + i]);
        }
        return remember(place, new String(uppered));
    }

    /** The same from ASCII bytes. */
    @Nullable
    String canonical(byte[] bytes, int offset, int length) {
        if (length > Symbols.MAX_LENGTH) {
            return null;
        }
        int hash = 0;
        for (int i = offset; i < offset + length; i++) {
            hash = hash * 31 + upper(bytes[i]);
        }
        int place = (hash ^ (hash >>> 16)) & (SIZE - 1);
        String known = places[place];
        if (known != null && isSame(known, bytes, offset, length)) {
            return known;
        }
        byte[] uppered = new byte[length];
        for (int i = 0; i < length; i++) {
            uppered[i] = (byte) upper(bytes[offset + i]);
        }
        return remember(place, new String(uppered, StandardCharsets.ISO_8859_1));
    }

    private @Nullable String remember(int place, String symbol) {
        if (!Symbols.isValid(symbol)) {
            return null;
        }
        places[place] = symbol;
        return symbol;
    }

    private static boolean isSame(String known, char[] chars, int offset, int length) {
        if (known.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known.charAt(i) != upper(chars[offset + i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(String known, byte[] bytes, int offset, int length) {
        if (known.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known.charAt(i) != upper(bytes[offset + i])) {
                return false;
            }
        }
        return true;
    }

    /** ASCII only: what another alphabet's lower case means is not for us to guess. */
    private static int upper(int c) {
        return c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c;
    }
}
