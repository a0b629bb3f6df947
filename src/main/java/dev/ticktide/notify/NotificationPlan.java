package dev.ticktide.notify;

import dev.ticktide.market.Notification;
import dev.ticktide.market.Signal;
import dev.ticktide.market.StableHash;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides who is notified of a signal: one inbox entry if any subscription matches, and a mail to each matching recipient
 * if there is a mail server. Pure: the same signal gives the same rows with the same ids. Thread-safe.
 */
public final class NotificationPlan {

    private final List<Subscription> subscriptions;
    private final MailRenderer renderer;
    private final boolean mailConfigured;

    public NotificationPlan(List<Subscription> subscriptions, String dashboardUrl, boolean mailConfigured) {
        this.subscriptions = List.copyOf(subscriptions);
        this.renderer = new MailRenderer(dashboardUrl);
        this.mailConfigured = mailConfigured;
    }

    /** The outbox rows of a signal, to be stored in the transaction that stores the signal; empty if no subscription matches. */
    public List<Notification> plan(Signal signal) {
        List<Subscription> matching = subscriptions.stream()
                .filter(subscription -> subscription.matches(signal))
                .toList();
        if (matching.isEmpty()) {
            return List.of();
        }
        String subject = renderer.subject(signal);
        String text = renderer.text(signal);
        List<Notification> rows = new ArrayList<>();
        rows.add(row(signal, Notification.INBOX, Notification.INBOX, subject, text));
        if (mailConfigured) {
            matching.stream()
                    .filter(Subscription::wantsMail)
                    .map(Subscription::recipient)
                    .distinct()
                    .forEach(to -> rows.add(row(signal, Notification.EMAIL, to, subject, text)));
        }
        return rows;
    }

    private static Notification row(Signal signal, String channel, String recipient, String subject, String text) {
        boolean stored = channel.equals(Notification.INBOX);
        long created = signal.generatedAt();
        return new Notification(
                StableHash.idBeside(signal.id(), channel, recipient),
                signal.id(),
                signal.symbol(),
                signal.side(),
                channel,
                recipient,
                subject,
                text,
                stored ? Notification.State.SENT : Notification.State.PENDING,
                0,
                created,
                created,
                stored ? created : 0,
                null);
    }
}
