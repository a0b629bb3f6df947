package dev.ticktide.web.udf;

/** A request that can't be answered; the text is for the person at the chart. */
final class UdfException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UdfException(String message) {
        super(message);
    }
}
