package dev.ticktide.testing;

import dev.ticktide.market.signal.Notification;
import dev.ticktide.notify.mail.MailAddress;
import dev.ticktide.notify.plan.NotificationPlan;
import dev.ticktide.notify.plan.Recipient;
import dev.ticktide.notify.plan.Subscription;
import java.util.List;
import java.util.Set;

/** Plans of notifications as the pipeline makes them from its settings. */
public final class Plans {

    private Plans() {}

    /** With a mail server. */
    public static NotificationPlan mail(Subscription... subscriptions) {
        return plan(true, subscriptions);
    }

    public static NotificationPlan plan(boolean mail, Subscription... subscriptions) {
        Set<String> channels = mail ? Set.of(Notification.EMAIL) : Set.of();
        return new NotificationPlan(List.of(subscriptions), channels);
    }

    /** A mail address, or {@code inbox}. */
    public static Recipient to(String recipient) {
        return recipient.equals(Notification.INBOX)
                ? Recipient.INBOX
                : Recipient.at(Notification.EMAIL, MailAddress.require(recipient));
    }
}
