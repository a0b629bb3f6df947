package dev.ticktide.notify.plan;

import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.numeric.StableHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Decides who is notified of a signal, by the steps that its constructor lists. Pure: the same signal yields the same
 * rows with the same ids. Thread-safe.
 */
public final class NotificationPlan {

    private final List<Subscription> subscriptions;
    private final List<Step> steps;

    /**
     * @param subscriptions in the order of the settings: of two with the same address the first counts
     * @param channels those that are set up, besides the inbox
     */
    public NotificationPlan(List<Subscription> subscriptions, Set<String> channels) {
        this.subscriptions = List.copyOf(subscriptions);
        // From a message for every address of every subscription to those that are sent; what mutes or throttles goes
        // here.
        this.steps = List.of(
                Step.each(new Match()),
                Step.each(new MaxAge()),
                Step.each(new ChannelSetUp(Set.copyOf(channels))),
                new Deduplicate());
    }

    /** A message that is not sent. */
    public record Stopped(Draft draft, StopReason reason) {}

    /**
     * The outbox rows of a signal, to be stored in the transaction that stores the signal; empty if no subscription
     * matches. Those of the inbox are sent already, the others pending and due at the time of the signal. The same
     * signal has the same rows with the same ids, so that storing them again changes nothing.
     */
    public List<Notification> plan(Signal signal) {
        return run(signal, (draft, reason) -> {}).stream()
                .map(NotificationPlan::row)
                .toList();
    }

    /** The messages about a signal that are not sent, each with the reason. */
    public List<Stopped> stopped(Signal signal) {
        List<Stopped> stopped = new ArrayList<>();
        run(signal, (draft, reason) -> stopped.add(new Stopped(draft, reason)));
        return stopped;
    }

    /** At the time of the signal, not of the clock, so that a replay has the same result. */
    private List<Draft> run(Signal signal, Step.Stops stops) {
        List<Draft> drafts = subscriptions.stream()
                .flatMap(subscription -> subscription.recipient().addresses().stream()
                        .map(address -> new Draft(signal, subscription, address)))
                .toList();
        for (Step step : steps) {
            drafts = step.apply(drafts, signal.generatedAt(), stops);
        }
        return drafts;
    }

    private static Notification row(Draft draft) {
        Signal signal = draft.signal();
        String channel = draft.to().channel();
        String address = draft.to().address();
        boolean stored = channel.equals(Notification.INBOX);
        long created = signal.generatedAt();
        return new Notification(
                StableHash.idBeside(signal.id(), channel, address),
                signal,
                channel,
                address,
                null,
                stored ? Notification.State.SENT : Notification.State.PENDING,
                0,
                created,
                created,
                stored ? created : 0,
                null);
    }
}
