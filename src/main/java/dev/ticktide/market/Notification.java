package dev.ticktide.market;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One message to one recipient over one channel about one signal, with how far it has got: a row of the outbox.
 *
 * @param id hash of (signal id, channel, recipient), the same for every attempt
 * @param channel {@code email} or {@code inbox}
 * @param attempts deliveries tried so far
 * @param createdAt, nextAttemptAt, settledAt epoch microseconds; {@code settledAt} is 0 until sent or failed
 * @param reason why the last attempt failed, if one did
 */
public record Notification(
        String id,
        String signalId,
        String symbol,
        Side side,
        String channel,
        String recipient,
        String subject,
        String text,
        State state,
        int attempts,
        long createdAt,
        long nextAttemptAt,
        long settledAt,
        @Nullable String reason) {

    public static final String EMAIL = "email";
    public static final String INBOX = "inbox";

    /** The state of a notification. */
    public enum State {
        /** Waiting for its first or next attempt. */
        PENDING,
        /** The recipient's server took it, or for the inbox: it is stored. */
        SENT,
        /** Given up: refused for good, or tried until the time allowed was over. */
        FAILED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
