package dev.ticktide.store;

/**
 * The store could not do what was asked. {@link #kind} says whether something may have been written and so whether the
 * caller may try again.
 */
public class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What the caller may conclude. */
    public enum Kind {
        /** Too much is queued; nothing was written. */
        BUSY,
        /** The database can't be reached or failed; nothing was written. */
        UNAVAILABLE,
        /** No space left; nothing was written. */
        FULL,
        /** The commit's answer was lost; it may or may not be written. */
        UNKNOWN,
        /** What is stored is damaged, or its file was taken away. Nothing is written any more until it is repaired. */
        DAMAGED
    }

    private final Kind kind;

    /** @param message for a log or an operator */
    public StoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** @param message for a log or an operator */
    public StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What the caller may conclude. */
    public Kind kind() {
        return kind;
    }
}
