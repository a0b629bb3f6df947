package dev.ticktide.store.sqlite.tables;

import dev.ticktide.market.Candle;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * CRC-32C of a row's columns, kept in its last column {@code crc}. SQLite notices damage to its pages' structure but
 * not to the values in them. 0, or NULL in rows from before schema version 7, means that there is no checksum.
 */
public final class RowChecksum {

    private static final int NONE = 0;

    private final CRC32C crc = new CRC32C();
    private final byte[] eight = new byte[8];

    /** Eight bytes, the lowest first. */
    public RowChecksum add(long value) {
        for (int i = 0; i < eight.length; i++) {
            eight[i] = (byte) (value >>> (8 * i));
        }
        crc.update(eight, 0, eight.length);
        return this;
    }

    /** The bits of the number; -0.0 counts as 0.0. */
    public RowChecksum add(double value) {
        // SQLite keeps a whole number as an integer, so that -0.0 comes back as 0.0.
        return add(Double.doubleToLongBits(value + 0.0));
    }

    /** The length in UTF-8, then the bytes; {@code null} differs from an empty text. */
    public RowChecksum add(@Nullable String value) {
        if (value == null) {
            return add(-1L);
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        add((long) bytes.length);
        crc.update(bytes, 0, bytes.length);
        return this;
    }

    /** Adds prices and volume. */
    public RowChecksum add(Candle candle) {
        return add(candle.open())
                .add(candle.high())
                .add(candle.low())
                .add(candle.close())
                .add(candle.volume());
    }

    /** Never {@link #NONE}. Signed, because SQLite needs four bytes for it then and not six. */
    public int value() {
        int value = (int) crc.getValue();
        return value == NONE ? 1 : value;
    }

    /** The checksum of a candle's row. */
    public static int of(LogEntry entry, Candle candle) {
        return new RowChecksum()
                .add(entry.partition())
                .add(entry.seq())
                .add(entry.arrival())
                .add(entry.late() ? 1L : 0L)
                .add(candle.symbol())
                .add(candle.time())
                .add(candle)
                .value();
    }

    /** The checksum of a bar's row. */
    public static int of(String symbol, String timeframe, Bar bar) {
        return new RowChecksum()
                .add(symbol)
                .add(timeframe)
                .add(bar.time())
                .add(bar.open())
                .add(bar.high())
                .add(bar.low())
                .add(bar.close())
                .add(bar.volume())
                .add(bar.candles())
                .value();
    }

    /**
     * The checksum of columns as they were read.
     *
     * @param kinds one letter a column: i for an integer, r for a real, t for text, o for a text that is left out if it is
     *     NULL, because rows of older versions have a checksum without it
     */
    public static int of(ResultSet row, int first, String kinds) throws SQLException {
        RowChecksum checksum = new RowChecksum();
        for (int i = 0; i < kinds.length(); i++) {
            int column = first + i;
            switch (kinds.charAt(i)) {
                case 'i' -> checksum.add(row.getLong(column));
                case 'r' -> checksum.add(row.getDouble(column));
                case 't' -> checksum.add(row.getString(column));
                case 'o' -> {
                    String text = row.getString(column);
                    if (text != null) {
                        checksum.add(text);
                    }
                }
                default -> throw new IllegalArgumentException("no kind of column: " + kinds.charAt(i));
            }
        }
        return checksum.value();
    }

    /**
     * Whether a row was changed since it was written.
     *
     * @param stored 0 if the row has none
     */
    public static boolean isWrong(int stored, int computed) {
        return stored != NONE && stored != computed;
    }

    /**
     * What a read fails with.
     *
     * @param row says which one, for operators
     */
    public static StoreException wrong(String row) {
        return new StoreException(StoreException.Kind.DAMAGED, "the checksum of the stored " + row + " is wrong");
    }

    /** Checks the columns from {@code first} on, which the checksum follows. */
    static void require(ResultSet row, int first, String kinds, String table) throws SQLException {
        int stored = row.getInt(first + kinds.length());
        if (stored != NONE && isWrong(stored, of(row, first, kinds))) {
            throw wrong("row of table " + table + " (" + row.getString(first) + ", " + row.getString(first + 1) + ")");
        }
    }
}
