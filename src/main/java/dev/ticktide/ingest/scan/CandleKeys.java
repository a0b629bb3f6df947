package dev.ticktide.ingest.scan;

import dev.ticktide.market.Candle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The candles of one batch by (symbol, time), to find the same key twice. Open addressing, reused from batch to batch. */
public final class CandleKeys {

    private static final int FIRST_CAPACITY = 64;

    private @Nullable Candle[] slots = new @Nullable Candle[FIRST_CAPACITY];
    private int size;

    /** Forgets the batch before, and the memory that a large one took. */
    public void clear() {
        if (slots.length > FIRST_CAPACITY) {
            slots = new @Nullable Candle[FIRST_CAPACITY];
        } else {
            Arrays.fill(slots, null);
        }
        size = 0;
    }

    /**
     * Adds a candle.
     *
     * @return false if one of its symbol and time with other values is there already
     */
    public boolean add(Candle candle) {
        if (2 * size >= slots.length) {
            grow();
        }
        int slot = find(candle);
        Candle there = slots[slot];
        if (there == null) {
            slots[slot] = candle;
            size++;
            return true;
        }
        return there.equals(candle);
    }

    private int find(Candle candle) {
        int mask = slots.length - 1;
        long mixed = (candle.time() ^ ((long) candle.symbol().hashCode() << 32)) * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & mask;
        for (Candle there = slots[slot];
                there != null
                        && !(there.time() == candle.time() && there.symbol().equals(candle.symbol()));
                there = slots[slot]) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        @Nullable Candle[] old = slots;
        slots = new @Nullable Candle[old.length * 2];
        for (Candle candle : old) {
            if (candle != null) {
                slots[find(candle)] = candle;
            }
        }
    }
}
