package dev.ticktide.ingest.scan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Accepts UTF-8 as RFC 3629 defines it, and nothing of what lenient JSON readers accept besides. */
public final class StrictUtf8 {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x0101010101010101L;

    private StrictUtf8() {}

    /**
     * Whether {@code bytes} are well-formed UTF-8 without a byte order mark and without NUL, which no JSON text
     * contains but UTF-16 and UTF-32 do.
     */
    public static boolean isPlain(byte[] bytes) {
        int length = bytes.length;
        if (length >= 3 && (bytes[0] & 0xFF) == 0xEF && (bytes[1] & 0xFF) == 0xBB && (bytes[2] & 0xFF) == 0xBF) {
            return false;
        }
        int i = 0;
        while (i < length) {
            if (i + Long.BYTES <= length && isAsciiWithoutNul((long) LONGS.get(bytes, i))) {
                i += Long.BYTES;
                continue;
            }
            int size = sequenceLength(bytes, i);
            if (size == 0) {
                return false;
            }
            i += size;
        }
        return true;
    }

    private static boolean isAsciiWithoutNul(long eight) {
        return ((eight | (eight - LOW_BITS)) & HIGH_BITS) == 0;
    }

    /** Length of the well-formed sequence at {@code i}, 0 if there is none. */
    private static int sequenceLength(byte[] bytes, int i) {
        int first = bytes[i] & 0xFF;
        if (first < 0x80) {
            return first == 0 ? 0 : 1;
        }
        if (first >= 0xC2 && first <= 0xDF) {
            return isContinuation(bytes, i + 1, 0x80, 0xBF) ? 2 : 0;
        }
        if (first >= 0xE0 && first <= 0xEF) {
            int low = first == 0xE0 ? 0xA0 : 0x80;
            int high = first == 0xED ? 0x9F : 0xBF;
            return isContinuation(bytes, i + 1, low, high) && isContinuation(bytes, i + 2, 0x80, 0xBF) ? 3 : 0;
        }
        if (first >= 0xF0 && first <= 0xF4) {
            int low = first == 0xF0 ? 0x90 : 0x80;
            int high = first == 0xF4 ? 0x8F : 0xBF;
            return isContinuation(bytes, i + 1, low, high)
                            && isContinuation(bytes, i + 2, 0x80, 0xBF)
                            && isContinuation(bytes, i + 3, 0x80, 0xBF)
                    ? 4
                    : 0;
        }
        return 0;
    }

    private static boolean isContinuation(byte[] bytes, int i, int low, int high) {
        return i < bytes.length && (bytes[i] & 0xFF) >= low && (bytes[i] & 0xFF) <= high;
    }
}
