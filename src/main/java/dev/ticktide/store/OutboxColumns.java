package dev.ticktide.store;

import dev.ticktide.market.signal.Notification;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a notification's text, as both stores have them: empty where the message is rendered when it is sent.
 */
public final class OutboxColumns {

    private OutboxColumns() {}

    /** The column {@code subject}; never {@code null}. */
    public static String subject(Notification row) {
        Notification.Text text = row.text();
        return text == null ? "" : text.subject();
    }

    /** The column {@code text}; never {@code null}. */
    public static String body(Notification row) {
        Notification.Text text = row.text();
        return text == null ? "" : text.body();
    }

    /**
     * The text of two columns; {@code null} if both are empty, which means that the message is rendered when it is
     * sent.
     */
    public static Notification.@Nullable Text text(String subject, String body) {
        return subject.isEmpty() && body.isEmpty() ? null : new Notification.Text(subject, body);
    }
}
