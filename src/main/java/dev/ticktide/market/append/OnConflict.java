package dev.ticktide.market.append;

import dev.ticktide.market.Correction;
import java.util.Locale;

/** What to do with a candle whose symbol and time are stored with other values. */
public enum OnConflict {
    /** Nothing of the request is stored. */
    REJECT,
    /** What is stored stays; the rest of the request is stored. */
    KEEP,
    /** It is a {@link Correction}. */
    REPLACE;

    /** The name as senders write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
