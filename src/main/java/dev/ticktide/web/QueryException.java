package dev.ticktide.web;

/** A request that can't be answered as asked; becomes problem+json. The detail never repeats raw input. */
public final class QueryException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    public QueryException(int status, String code, String detail) {
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
}
