package dev.ticktide.bus;

import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Carries one record type: as itself inside a JVM, since records don't change, and as bytes between JVMs. */
final class RecordCodec<T> implements MessageCodec<T, T> {

    private static final int FIRST_CAPACITY = 256;

    private final Class<T> type;
    private final BiConsumer<WireWriter, T> write;
    private final Function<WireReader, T> read;

    RecordCodec(Class<T> type, BiConsumer<WireWriter, T> write, Function<WireReader, T> read) {
        this.type = type;
        this.write = write;
        this.read = read;
    }

    Class<T> type() {
        return type;
    }

    byte[] encode(T record) {
        WireWriter writer = new WireWriter(FIRST_CAPACITY);
        write.accept(writer, record);
        return writer.toByteArray();
    }

    T decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        T record = read.apply(reader);
        reader.expectEnd();
        return record;
    }

    @Override
    public void encodeToWire(Buffer buffer, T record) {
        byte[] bytes = encode(record);
        buffer.appendInt(bytes.length).appendBytes(bytes);
    }

    @Override
    public T decodeFromWire(int position, Buffer buffer) {
        int length = buffer.getInt(position);
        return decode(buffer.getBytes(position + Integer.BYTES, position + Integer.BYTES + length));
    }

    @Override
    public T transform(T record) {
        return record;
    }

    @Override
    public String name() {
        return type.getSimpleName();
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
