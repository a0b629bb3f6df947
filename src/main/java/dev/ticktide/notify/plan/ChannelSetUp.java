package dev.ticktide.notify.plan;

import dev.ticktide.market.signal.Notification;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stops messages over channels that are not set up, which no node could send.
 *
 * @param channels those that are set up; the inbox always is
 */
record ChannelSetUp(Set<String> channels) implements Step.Check {

    @Override
    public @Nullable StopReason check(Draft draft, long now) {
        String channel = draft.to().channel();
        return channel.equals(Notification.INBOX) || channels.contains(channel) ? null : StopReason.CHANNEL_OFF;
    }
}
