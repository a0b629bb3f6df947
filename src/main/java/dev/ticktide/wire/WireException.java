package dev.ticktide.wire;

/** Bytes that are not what their reader expects: cut short, corrupt, or of another version. */
public final class WireException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public WireException(String message) {
        super(message);
    }
}
