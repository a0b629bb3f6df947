package dev.ticktide.http;

/** A request that can't be answered as asked; it is answered with its problem. Its detail never repeats raw input. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    /**
     * @param status of HTTP
     * @param code as clients see it, in snake_case
     * @param detail for people; never repeats raw input
     */
    public ProblemException(int status, String code, String detail) {
        super(detail);
        this.status = status;
        this.code = code;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    /** The body of the answer. */
    public ProblemDetail problem() {
        return ProblemDetail.of(status, code, String.valueOf(getMessage()));
    }
}
