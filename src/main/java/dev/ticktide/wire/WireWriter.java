package dev.ticktide.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Checksum;

/** Appends numbers and strings to a growing array. Integers take as many bytes as they need (LEB128). Not thread-safe. */
public final class WireWriter {

    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes;
    private int size;

    /** @param capacity bytes to begin with; the array doubles when it is full */
    public WireWriter(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    /** The lowest eight bits. */
    public WireWriter writeByte(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /** One byte, 0 or 1. */
    public WireWriter writeBoolean(boolean value) {
        return writeByte(value ? 1 : 0);
    }

    /** A number that is small and not negative most of the time; a negative one takes ten bytes. */
    public WireWriter writeVar(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    /** A number near zero of either sign. */
    public WireWriter writeZigZag(long value) {
        return writeVar((value << 1) ^ (value >> 63));
    }

    /** As {@link #writeZigZag}; read by {@link WireReader#readZigZagInt}. */
    public WireWriter writeZigZagInt(int value) {
        return writeZigZag(value);
    }

    /** Eight bytes, the highest first. */
    public WireWriter writeLong(long value) {
        ensure(Long.BYTES);
        LONG.set(bytes, size, value);
        size += Long.BYTES;
        return this;
    }

    /** All 64 bits, so that a value read back is the same one, {@code NaN} and the sign of zero included. */
    public WireWriter writeDouble(double value) {
        return writeLong(Double.doubleToRawLongBits(value));
    }

    /** The length, then each number as {@link #writeDouble} has it. */
    public WireWriter writeDoubles(double[] values) {
        writeVar(values.length);
        for (double value : values) {
            writeDouble(value);
        }
        return this;
    }

    /** The length, then the bytes. */
    public WireWriter writeBytes(byte[] value) {
        writeVar(value.length);
        ensure(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    /** As {@link #writeBytes}, in UTF-8; half of a surrogate pair becomes a question mark. */
    public WireWriter writeString(String value) {
        return writeBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes written so far. */
    public int size() {
        return size;
    }

    /** Adds what was written so far to a checksum. */
    public void update(Checksum checksum) {
        checksum.update(bytes, 0, size);
    }

    /** A copy of the bytes written so far; writing may continue. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
