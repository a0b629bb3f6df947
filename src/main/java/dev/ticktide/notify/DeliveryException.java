package dev.ticktide.notify;

/** A message was not delivered, or it is unknown whether it was; {@link #reason} says which. */
public final class DeliveryException extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final int MAX_MESSAGE = 300;

    private final FailureReason reason;
    private final boolean retryable;

    /**
     * @param retryable whether a later attempt may succeed
     * @param message may hold the server's words; kept as one bounded line
     */
    public DeliveryException(FailureReason reason, boolean retryable, String message) {
        super(Lines.single(message, MAX_MESSAGE), null, false, false);
        this.reason = reason;
        this.retryable = retryable;
    }

    /** Why the attempt failed. */
    public FailureReason reason() {
        return reason;
    }

    /** Whether a later attempt may succeed. */
    public boolean retryable() {
        return retryable;
    }

    /** Reason and message, as shown with the notification. */
    String describe() {
        return reason.label() + ": " + getMessage();
    }
}
