package dev.ticktide.web.view;

import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.symbol.Side;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the inbox, or a mail.
 *
 * @param attempts deliveries tried so far
 * @param sentAt when it was sent or given up; {@code null} while it is pending
 * @param reason why the last attempt failed; {@code null} if it did not
 */
public record NotificationView(
        String id,
        String signalId,
        String channel,
        String recipient,
        Notification.State state,
        int attempts,
        Millis createdAt,
        @Nullable Millis sentAt,
        @Nullable String reason,
        String subject,
        String text,
        String symbol,
        Side side) {

    /** @param text the words of the message, which the row has only if an older version stored it */
    public static NotificationView of(Notification row, Notification.Text text) {
        return new NotificationView(
                row.id(),
                row.signal().id(),
                row.channel(),
                row.recipient(),
                row.state(),
                row.attempts(),
                Millis.of(row.createdAt()),
                row.settledAt() == 0 ? null : Millis.of(row.settledAt()),
                row.reason(),
                text.subject(),
                text.body(),
                row.signal().symbol(),
                row.signal().side());
    }
}
