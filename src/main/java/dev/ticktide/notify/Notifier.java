package dev.ticktide.notify;

import dev.ticktide.market.signal.Notification;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Sends messages over one channel. Called on one context, several sends at a time. */
public interface Notifier {

    /**
     * Makes one attempt. Succeeds once the other side has taken responsibility; fails with {@link DeliveryException},
     * within the notifier's own limit of time. Says the same thing about the same notification each time, so that
     * receivers can recognise a repetition. It may be called again for a notification whose attempt succeeded, if the
     * node died before that was stored.
     *
     * @param row the notification with its recipient, an address of this channel
     * @param text of the message
     */
    Future<Void> send(Notification row, Notification.Text text);

    /** Aborts the sends under way, which then fail, and frees everything. */
    default Future<Void> close() {
        return Future.succeededFuture();
    }

    /** A way of reaching people, set up or not. Thread-safe. */
    interface Channel {

        /** As in the settings, in rows of the outbox and in metrics. */
        String name();

        /** Whether the settings have all that sending needs; if not, nothing is sent over this channel. */
        boolean isSetUp();

        /**
         * An address as the outbox keeps it: two spellings of one address become the same.
         *
         * @throws IllegalArgumentException if it is none; the message says what one looks like
         */
        String address(String written);

        /** Called once for each start of the stage, on its context, and only if the channel is set up. */
        Notifier open(Vertx vertx);
    }
}
