package dev.ticktide.web.live;

import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * Renews what this node shows after partitions have moved or messages were lost: once, when no further move has followed for a
 * while, as a takeover moves many. Confined to one context.
 */
public final class Renewal {

    /** Without a further move for so long, all of a takeover's are over. */
    private static final long SETTLED_MILLIS = 600;

    private static final long MAX_DELAY_MICROS = 2_000_000;
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final LongSupplier nowMicros;
    private final Runnable renew;
    private long firstMove;
    private long timer = NO_TIMER;

    public Renewal(Vertx vertx, LongSupplier nowMicros, Runnable renew) {
        this.vertx = vertx;
        this.nowMicros = nowMicros;
        this.renew = renew;
    }

    /** Renews soon; a call within the delay starts it again, up to a limit. */
    public void soon() {
        long now = nowMicros.getAsLong();
        if (timer == NO_TIMER) {
            firstMove = now;
        } else if (now - firstMove > MAX_DELAY_MICROS || !vertx.cancelTimer(timer)) {
            return;
        }
        timer = vertx.setTimer(SETTLED_MILLIS, fired -> {
            timer = NO_TIMER;
            renew.run();
        });
    }
}
