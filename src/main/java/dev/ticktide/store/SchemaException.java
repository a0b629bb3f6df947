package dev.ticktide.store;

/**
 * The stored data can't be used by this program: another version or another program's, damaged, not writable, or a
 * server that could lose commits. The message is for people and says what to do.
 */
public class SchemaException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message for people: what is wrong and what to set or do */
    public SchemaException(String message) {
        super(message);
    }

    /** @param message for people: what is wrong and what to set or do */
    public SchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
