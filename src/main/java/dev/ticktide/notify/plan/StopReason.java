package dev.ticktide.notify.plan;

import java.util.Locale;

/** Why a message is not sent; log field and metric label at once. */
public enum StopReason {
    /** The subscription is for other symbols. */
    OTHER_SYMBOL,
    /** The subscription is for the other side only. */
    OTHER_SIDE,
    /** The subscription is for other timeframes. */
    OTHER_TIMEFRAME,
    /** The bar closed longer before the signal than the subscription's {@code max_age}: history is no news. */
    TOO_OLD,
    /** The channel is not set up, such as mail without a mail server. */
    CHANNEL_OFF,
    /** Another subscription sends the same message to the same address. */
    SAME_ADDRESS;

    /** The name in logs and metrics, such as {@code too_old}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
