package dev.ticktide.web.answer;

/** No node owns what was asked about, at the moment. */
public final class OwnerUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public OwnerUnavailableException() {
        super("no node has the role indicator");
    }
}
