package dev.ticktide.notify;

/** What the notification stage counts. Called on its context; must not block or fail. */
public interface NotifyMetrics {

    /** Counts nothing. */
    NotifyMetrics NONE = new NotifyMetrics() {
        @Override
        public void delivered(String channel, String outcome) {}

        @Override
        public void latency(double seconds) {}
    };

    /**
     * An attempt ended and its result is stored.
     *
     * @param outcome {@code sent}, {@code failed} for good, or {@code retry}
     */
    void delivered(String channel, String outcome);

    /** Time from the signal to the mail being sent. */
    void latency(double seconds);
}
