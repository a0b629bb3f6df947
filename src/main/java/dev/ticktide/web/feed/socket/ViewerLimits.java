package dev.ticktide.web.feed.socket;

/**
 * What is held for the clients of the live feed, and what they may send.
 *
 * @param queuedBytes written and not yet taken by the socket, beyond which a client is slow
 * @param totalBytes held for all clients together; beyond it those that have taken nothing for longest are closed
 * @param kept things that may not be skipped, kept for a slow client
 * @param addresses of one client
 * @param totalAddresses of all clients together
 * @param perFrame messages in one frame from a client
 * @param burst messages and control frames from a client at once
 * @param perSecond of those, continuously
 * @param errors that a client may make in a row, one more every few seconds
 */
public record ViewerLimits(
        int queuedBytes,
        long totalBytes,
        int kept,
        int addresses,
        int totalAddresses,
        int clients,
        int perFrame,
        int burst,
        int perSecond,
        int errors,
        long stallMillis,
        long pingMillis) {

    private static final long LEAST_WINDOW = 8 * 1024;
    private static final long MOST_WINDOW = 64 * 1024;

    /** The same with other bounds on all clients together. */
    public ViewerLimits within(int mostClients, long mostBytes) {
        return new ViewerLimits(
                queuedBytes,
                mostBytes,
                kept,
                addresses,
                totalAddresses,
                mostClients,
                perFrame,
                burst,
                perSecond,
                errors,
                stallMillis,
                pingMillis);
    }

    /** Bytes copied for one client at a time: half of the total when all are there and none reads. */
    public int window() {
        return (int) Math.max(LEAST_WINDOW, Math.min(MOST_WINDOW, totalBytes / 2 / clients));
    }
}
