package dev.ticktide.indicator.state;

import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;

/**
 * How long after their times the candles of one symbol arrive: a fold over its log, which says until when the candles of a bar
 * may still be on their way. A sender may be behind because it stamps a candle with its beginning, because it sends what it
 * gathered in a minute, or because its source is 15 minutes behind; a bar must not be closed before that has come. Candles of
 * the past, fed whenever, are not live and have no delay.
 *
 * <p>The largest delay counts, and is forgotten by halves with each further arrival. What came first in one request says
 * nothing of what follows, since it may be history: of the first arrival the last candle counts. Confined to one thread.
 */
final class Delay {

    /** Candles that arrive later than this after their period are of the past. */
    private static final long NEAR = 20 * 60 * 1_000_000L;

    /** A gap of a weekend makes no period. */
    private static final long LONGEST_PERIOD = 24 * 3_600 * 1_000_000L;

    private long micros = Long.MAX_VALUE;
    private long period;
    private long arrival;
    private boolean live;
    private boolean settled;

    /** @param last time of the latest candle before, {@link SymbolState#NO_CANDLE} if there is none */
    void observe(long time, long arrived, long last) {
        boolean newest = time >= last;
        if (newest && last != SymbolState.NO_CANDLE && time > last) {
            period = Math.min(time - last, LONGEST_PERIOD);
        }
        long delay = Math.max(0, arrived - time);
        if (delay <= NEAR + period) {
            note(delay, arrived);
        } else if (newest) {
            live = false;
            settled = false;
        }
    }

    private void note(long delay, long arrived) {
        if (live && arrived != arrival) {
            settled = true;
            micros /= 2;
        }
        micros = settled ? Math.max(micros, delay) : delay;
        arrival = arrived;
        live = true;
    }

    boolean isLive() {
        return live;
    }

    /** Microseconds; says something only while {@link #isLive}. */
    long micros() {
        return micros;
    }

    void write(WireWriter out) {
        out.writeVar(micros)
                .writeVar(period)
                .writeVar(arrival)
                .writeBoolean(live)
                .writeBoolean(settled);
    }

    static Delay read(WireReader in) {
        Delay delay = new Delay();
        delay.micros = in.readVar();
        delay.period = in.readVar();
        delay.arrival = in.readVar();
        delay.live = in.readBoolean();
        delay.settled = in.readBoolean();
        return delay;
    }
}
