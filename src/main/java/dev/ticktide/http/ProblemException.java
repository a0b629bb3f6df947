package dev.ticktide.http;

/** A request that can't be answered as asked; it is answered with its problem. Its detail never repeats raw input. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

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

    public ProblemDetail problem() {
        return ProblemDetail.of(status, code, String.valueOf(getMessage()));
    }
}
