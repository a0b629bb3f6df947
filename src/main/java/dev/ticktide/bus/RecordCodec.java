package dev.ticktide.bus;

import dev.ticktide.wire.RecordFormat;
import dev.ticktide.wire.WireException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import org.jspecify.annotations.Nullable;

/** Carries one record type: as itself inside a JVM, since records don't change, and as bytes between JVMs. Thread-safe. */
final class RecordCodec<T> implements MessageCodec<T, Object> {

    private final Class<T> type;
    private volatile @Nullable RecordFormat<T> format;

    RecordCodec(Class<T> type) {
        this.type = type;
    }

    Class<T> type() {
        return type;
    }

    /** Derived at the first call, because a node alone needs none. */
    RecordFormat<T> format() {
        RecordFormat<T> derived = format;
        if (derived == null) {
            derived = new RecordFormat<>(type);
            format = derived;
        }
        return derived;
    }

    byte[] encode(T record) {
        return format().encode(record);
    }

    T decode(byte[] bytes) {
        return format().decode(bytes);
    }

    @Override
    public void encodeToWire(Buffer buffer, T record) {
        byte[] bytes = encode(record);
        buffer.appendInt(bytes.length).appendBytes(bytes);
    }

    /** The record, or an {@link UnreadableMessage}: if this failed for an answer, its question would wait for ever. */
    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
        int length = buffer.getInt(position);
        try {
            return decode(buffer.getBytes(position + Integer.BYTES, position + Integer.BYTES + length));
        } catch (WireException e) {
            return new UnreadableMessage(e);
        }
    }

    @Override
    public Object transform(T record) {
        return record;
    }

    /** Unlike the names of versions whose messages had no schema, so that these versions refuse each other's too. */
    @Override
    public String name() {
        return "record " + type.getSimpleName();
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
