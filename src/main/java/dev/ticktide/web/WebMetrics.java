package dev.ticktide.web;

/** What the live feed counts; called on the web node's context. */
public interface WebMetrics {

    WebMetrics NONE = new WebMetrics() {
        @Override
        public void clients(int count, long queuedBytes) {}

        @Override
        public void conflated() {}

        @Override
        public void closed(String reason) {}

        @Override
        public void sent(long micros) {}
    };

    /** How many there are and what has been written for them that their sockets have not taken. */
    void clients(int count, long queuedBytes);

    /** A message went into one that waits for a slow client. */
    void conflated();

    /** A client was closed from this side. */
    void closed(String reason);

    /** From an event's arrival until a message about it went out. */
    void sent(long micros);
}
