package dev.ticktide.numeric;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Hashes that are the same in every JVM and version, because they decide where data lives and what it is called. */
public final class StableHash {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private static final int TIME_DIGITS = 12;

    private StableHash() {}

    /**
     * 64-bit FNV-1a over UTF-16 units with a final avalanche (the murmur3 finaliser), since FNV alone mixes high bits
     * badly. Any of the 2^64 values, negative ones too.
     */
    public static long of(CharSequence text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    /**
     * Partition of a symbol among {@code partitions}: 0 to {@code partitions - 1}. Never to be changed, because stores
     * and all nodes of a cluster rely on it.
     */
    public static int partition(String symbol, int partitions) {
        return (int) Math.floorMod(of(symbol), (long) partitions);
    }

    /**
     * A name that sorts by time: twelve hexadecimal digits of milliseconds, then twenty of {@link #id}. Rows that come in order
     * of time then go to the end of an index instead of to a page each.
     *
     * @param micros epoch microseconds, not negative
     */
    public static String timedId(long micros, Object... parts) {
        return inOrderOf(micros / 1_000, id(parts));
    }

    /**
     * The same for something that belongs to a name made by {@link #timedId}: it sorts where that one does.
     *
     * @param timedId at least 12 characters long
     * @param parts what distinguishes it from others that belong to the same name
     */
    public static String idBeside(String timedId, Object... parts) {
        return timedId.substring(0, TIME_DIGITS) + id(timedId, List.of(parts)).substring(TIME_DIGITS);
    }

    private static String inOrderOf(long millis, String hash) {
        // Of times before 1970 the low bits only: the name keeps its length.
        String digits = Long.toHexString(millis & ((1L << (4 * TIME_DIGITS)) - 1));
        return "0".repeat(Math.max(0, TIME_DIGITS - digits.length())) + digits + hash.substring(TIME_DIGITS);
    }

    /**
     * 128 bits of SHA-256 over the parts, as 32 hexadecimal digits: a name that never collides in practice.
     *
     * @param parts by their {@code toString}; their number and order count
     */
    public static String id(Object... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Object part : parts) {
                digest.update(part.toString().getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
