package dev.ticktide.wire;

import dev.ticktide.numeric.StableHash;

/**
 * The bytes of one record type, derived from its components. These may be numbers, texts, enums, arrays of bytes or doubles, public
 * records, sealed interfaces of these, and lists, sets and sorted maps of these; {@code null} where it is declared so.
 *
 * <p>Encoded, a record begins with a hash of its schema: the names and types of all components inside it, of the constants of
 * enums and of the records of sealed interfaces. Bytes of another schema are refused rather than misread. Thread-safe.
 */
public final class RecordFormat<T> {

    private static final int FIRST_CAPACITY = 256;

    private final Class<T> type;
    private final String schema;
    private final long hash;
    private final Part part;

    /**
     * Takes milliseconds, so keep it.
     *
     * @throws IllegalArgumentException naming a type inside it that has no bytes
     */
    public RecordFormat(Class<T> type) {
        Schema derived = new Schema();
        this.type = type;
        part = derived.of(type);
        schema = derived.toString();
        hash = StableHash.of(schema);
    }

    /** What is hashed: a definition a line. */
    public String schema() {
        return schema;
    }

    /**
     * The bytes of a record. Never fails for a value of the type whose components are not {@code null} where they may
     * not be.
     */
    public byte[] encode(T value) {
        WireWriter out = new WireWriter(FIRST_CAPACITY);
        out.writeLong(hash);
        part.write(out, value);
        return out.toByteArray();
    }

    /** Fails with {@link WireException} on bytes of another schema, on broken ones, and on values that a constructor refuses. */
    public T decode(byte[] bytes) {
        WireReader in = new WireReader(bytes);
        long theirs = in.readLong();
        if (theirs != hash) {
            throw new WireException(
                    "%s was sent with schema %016x, the receiver's is %016x: the two nodes run different versions"
                            .formatted(type.getSimpleName(), theirs, hash));
        }
        try {
            T value = type.cast(part.read(in));
            in.expectEnd();
            return value;
        } catch (IllegalArgumentException e) {
            throw new WireException(type.getSimpleName() + " holds a record that is not valid: " + e.getMessage());
        }
    }
}
