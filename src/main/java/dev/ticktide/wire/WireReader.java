package dev.ticktide.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link WireWriter} wrote. Throws {@link WireException} if the bytes are truncated or a value is out of
 * range. Not thread-safe.
 */
public final class WireReader {

    private final byte[] bytes;
    private final int end;
    private int position;

    /** Reads all of {@code bytes}, which are not copied. */
    public WireReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /** Reads {@code length} bytes from {@code offset} on, which are not copied. */
    public WireReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
    }

    /** 0 to 255. */
    public int readByte() {
        need(1);
        return bytes[position++] & 0xff;
    }

    /** False for the byte 0, true for any other. */
    public boolean readBoolean() {
        return readByte() != 0;
    }

    /** What {@link WireWriter#writeVar} wrote, of either sign. */
    public long readVar() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = readByte();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new WireException("a number longer than ten bytes at " + position);
    }

    /** An int that counts or indexes: 0 to 2^31 - 1. */
    public int readInt() {
        long value = readVar();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new WireException("a count out of range at " + position);
        }
        return (int) value;
    }

    /** The length of a list whose elements take at least one byte each, so that a corrupt one can't ask for much memory. */
    public int readCount() {
        int count = readInt();
        need(count);
        return count;
    }

    /** A position in something of this length. */
    public int readIndex(int length) {
        int index = readInt();
        if (index >= length) {
            throw new WireException("no constant " + index + " of " + length);
        }
        return index;
    }

    /** What {@link WireWriter#writeZigZag} wrote. */
    public long readZigZag() {
        long value = readVar();
        return (value >>> 1) ^ -(value & 1);
    }

    /** An int of either sign. */
    public int readZigZagInt() {
        long value = readZigZag();
        if (value != (int) value) {
            throw new WireException("a number out of range at " + position);
        }
        return (int) value;
    }

    /** Eight bytes, the highest first. */
    public long readLong() {
        need(Long.BYTES);
        long value = (long) WireWriter.LONG.get(bytes, position);
        position += Long.BYTES;
        return value;
    }

    /** All 64 bits as they were written. */
    public double readDouble() {
        return Double.longBitsToDouble(readLong());
    }

    /** A new array; its length is checked against the bytes that are left before it is made. */
    public double[] readDoubles() {
        int count = readCount();
        need(count * 8L);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = readDouble();
        }
        return values;
    }

    /** A copy of the bytes that {@link WireWriter#writeBytes} wrote. */
    public byte[] readBytes() {
        int length = readCount();
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    /** A string in UTF-8; bytes that are none become replacement characters. */
    public String readString() {
        int length = readCount();
        String value = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return value;
    }

    /** Bytes that have not been read. */
    public int remaining() {
        return end - position;
    }

    /** Throws unless all bytes were read: bytes left over mean that writer and reader differ. */
    public void expectEnd() {
        if (position != end) {
            throw new WireException(remaining() + " bytes left over");
        }
    }

    private void need(long count) {
        if (end - position < count) {
            throw new WireException("cut short at " + position + ", needs " + count + " more bytes");
        }
    }
}
