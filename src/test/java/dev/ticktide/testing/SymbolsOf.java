package dev.ticktide.testing;

import dev.ticktide.numeric.StableHash;

/** Finds a symbol for a partition: the first {@code prefix + n} that hashes to it. */
public final class SymbolsOf {

    private SymbolsOf() {}

    /**
     * The first such symbol.
     *
     * @throws IllegalArgumentException for a partition that no symbol can have, such as the one of
     *     economic indicators
     */
    public static String partition(String prefix, int partition, int partitions) {
        if (partition < 0 || partition >= partitions) {
            throw new IllegalArgumentException("symbols have no partition " + partition);
        }
        for (int i = 0; ; i++) {
            if (StableHash.partition(prefix + i, partitions) == partition) {
                return prefix + i;
            }
        }
    }
}
