package dev.ticktide.store;

/** The data on disk can't be used by this program: another version, another number of partitions, not writable. The message is for people. */
public class SchemaException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public SchemaException(String message) {
        super(message);
    }

    public SchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
