package dev.ticktide.store;

/** The database can't be reached or is not up yet. Trying again later may help, unlike with its parent's other causes. */
public final class StoreAwayException extends SchemaException {

    private static final long serialVersionUID = 1;

    /** @param message for people, naming the server */
    public StoreAwayException(String message, Throwable cause) {
        super(message, cause);
    }
}
