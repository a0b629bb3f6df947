package dev.ticktide.market.signal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One message to one recipient over one channel about one signal, with its state: a row of the outbox.
 *
 * @param id hash of (signal id, channel, recipient), the same for every attempt
 * @param signal as it was when it was raised, so that the message can be rendered at any time, on any node, always the
 *     same
 * @param channel such as {@code email} or {@code inbox}
 * @param recipient an address of that channel
 * @param text the message's text in rows of older versions, which rendered it when the signal was raised; {@code null}
 *     otherwise
 * @param attempts deliveries tried so far
 * @param createdAt, nextAttemptAt, settledAt epoch microseconds; {@code settledAt} is 0 until sent or failed
 * @param reason why the last attempt failed; {@code null} if none did
 */
public record Notification(
        String id,
        Signal signal,
        String channel,
        String recipient,
        @Nullable Text text,
        State state,
        int attempts,
        long createdAt,
        long nextAttemptAt,
        long settledAt,
        @Nullable String reason) {

    /** The channel of mails. */
    public static final String EMAIL = "email";

    /** The channel of messages that are only shown on the dashboard; they are sent as soon as they are stored. */
    public static final String INBOX = "inbox";

    /** The text of a message. */
    public record Text(String subject, String body) {}

    /** The state of a notification. */
    public enum State {
        /** Waiting for its first or next attempt. */
        PENDING,
        /** The recipient's server took it, or for the inbox: it is stored. */
        SENT,
        /** Given up: refused for good, or tried until the time allowed was over. */
        FAILED;

        /** The name in the store and in REST, such as {@code pending}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * This row after one more attempt.
     *
     * @param nextAttempt epoch microseconds; counts only while the row is pending
     * @param settled epoch microseconds, 0 while the row is pending
     * @param why the attempt failed; {@code null} if it did not
     */
    public Notification after(State result, long nextAttempt, long settled, @Nullable String why) {
        return new Notification(
                id, signal, channel, recipient, text, result, attempts + 1, createdAt, nextAttempt, settled, why);
    }
}
