package dev.ticktide.bus;

/** The node that received a request has left the cluster; whether it carried the request out is unknown. */
public final class NodeGoneException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NodeGoneException(String node) {
        super("node " + node + " has left");
    }

    /** Reports a state of the cluster, so a stack trace would only cost time. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
