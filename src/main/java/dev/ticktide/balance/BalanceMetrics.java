package dev.ticktide.balance;

/**
 * What the balancer counts. Called on event loops, from several at a time if there are several instances: must not block.
 *
 * <p>{@code port} is {@code ingest} or {@code web}.
 */
public interface BalanceMetrics {

    /** A request, or a WebSocket, is under way to a node until {@link #finished} is called for it. */
    void began(String node, String port);

    /**
     * @param result class of the answer's status such as {@code 2xx}, or {@code 101} for a WebSocket, or why there was no
     *     answer: {@code refused}, {@code reset}, {@code timeout}, {@code queue_full}, {@code draining}, {@code cut} in the middle of the
     *     answer, {@code gone} for a client that hung up
     */
    void finished(String node, String port, String result, long micros);

    /**
     * A request goes to a second node.
     *
     * @param reason the result at the first one
     */
    void retried(String port, String reason);

    /** A node is left out for a while. */
    void ejected(String node, String port, String reason);

    /**
     * The balancer itself answered.
     *
     * @param code of the problem
     */
    void refused(int status, String code);

    /** Counts nothing. */
    BalanceMetrics NONE = new BalanceMetrics() {
        @Override
        public void began(String node, String port) {}

        @Override
        public void finished(String node, String port, String result, long micros) {}

        @Override
        public void retried(String port, String reason) {}

        @Override
        public void ejected(String node, String port, String reason) {}

        @Override
        public void refused(int status, String code) {}
    };
}
