package dev.ticktide.ingest;

/** What the ingest stage counts. Called on event loops: must not block. */
public interface IngestMetrics {

    /**
     * Events of one request were answered.
     *
     * @param type {@code candle}, a metadata type, or {@code mixed} for a batch of several
     * @param result {@code stored} in time, {@code late}, {@code duplicate}, or the code of why not
     * @param count how many, at least 1
     */
    void event(String type, String result, int count);

    /**
     * A request was answered.
     *
     * @param status of HTTP
     * @param result {@code ok} or the problem's code
     * @param micros from its head to its answer, microseconds
     */
    void request(int status, String result, long micros);

    /** Counts nothing. */
    IngestMetrics NONE = new IngestMetrics() {
        @Override
        public void event(String type, String result, int count) {}

        @Override
        public void request(int status, String result, long micros) {}
    };
}
