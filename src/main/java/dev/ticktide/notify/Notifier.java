package dev.ticktide.notify;

import dev.ticktide.market.Notification;
import dev.ticktide.market.Signal;
import io.vertx.core.Future;

/** One way of reaching people. Called on one context, several sends at a time. */
public interface Notifier {

    /**
     * Makes one attempt. Succeeds once the other side has taken responsibility; fails with {@link DeliveryException}, within
     * the notifier's own limit of time. Says the same thing about the same notification each time, so that receivers can
     * recognise a repetition.
     */
    Future<Void> send(Notification notification, Signal signal);

    /** Breaks off what is under way, which then fails, and frees everything. */
    Future<Void> close();
}
