package dev.ticktide.wire;

/** Bytes that are not what their reader expects: cut short, corrupt, or of another version. */
public final class WireException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message what is wrong and at which byte, for a log */
    public WireException(String message) {
        super(message);
    }
}
