package dev.ticktide.web;

/** No node owns what was asked about, at the moment. */
final class OwnerUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    OwnerUnavailableException() {
        super("no node has the role indicator");
    }
}
