package dev.ticktide.app.wiring;

import dev.ticktide.notify.Notifier;
import dev.ticktide.notify.SignalText;
import dev.ticktide.notify.mail.MailNotifier;
import dev.ticktide.notify.mail.MailSettings;
import dev.ticktide.notify.plan.Recipient;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ways of reaching people: each channel is a line in the constructor. */
public final class Channels {

    private final List<Notifier.Channel> all;

    /** @param mail {@code null} without a mail server */
    Channels(@Nullable MailSettings mail, SignalText texts) {
        all = List.of(
                // The channels, in any order.
                new MailNotifier.Channel(mail, texts));
    }

    /** The channels for which there are settings. */
    public List<Notifier.Channel> setUp() {
        return all.stream().filter(Notifier.Channel::isSetUp).toList();
    }

    /** Their names. */
    public Set<String> namesSetUp() {
        return setUp().stream().map(Notifier.Channel::name).collect(Collectors.toSet());
    }

    /** Fails with {@link IllegalArgumentException} if there is no such channel, or if it can't reach such an address. */
    Recipient.Address address(String channel, String written) {
        for (Notifier.Channel each : all) {
            if (each.name().equals(channel)) {
                return new Recipient.Address(channel, each.address(written));
            }
        }
        throw new IllegalArgumentException("there is no channel \"" + channel + "\"; there are "
                + all.stream().map(Notifier.Channel::name).collect(Collectors.joining(", ")));
    }
}
