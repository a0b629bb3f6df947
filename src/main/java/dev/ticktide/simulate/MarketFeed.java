package dev.ticktide.simulate;

import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.log.Filling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * The simulated market as the batches that are sent: first the history that is missing, then what has happened since the last
 * batch. Has no clock of its own; times in epoch microseconds. Confined to one thread.
 */
final class MarketFeed {

    /** The name under which the page shows how far the history has come. */
    static final String HISTORY = "simulated history";

    private static final double MICROS = 1e6;
    private static final long MIN_STEP_MICROS = 1_000;
    private static final long MAX_STEP_MICROS = 60_000_000;

    private final SimulateSettings settings;
    private final MarketSimulator market;
    private Iterator<Backfill.Slot> slots = Collections.emptyIterator();
    private long lastTime = Long.MIN_VALUE;
    private int begun;
    private int taken;
    private int planned;
    private double metadataDue;

    MarketFeed(SimulateSettings settings) {
        this.settings = settings;
        this.market = new MarketSimulator(settings.seed(), settings.listings());
    }

    /** Has a symbol continue from its newest stored candle. */
    void continueFrom(String symbol, double close, long time) {
        market.goOnFrom(symbol, close, time);
    }

    /** Plans the history that is missing up to {@code now}; the number of its candles. */
    long planHistory(long now) {
        lastTime = market.completeUntil(now - settings.backfill().toMillis() * 1_000);
        return plan(Backfill.slots(lastTime, now));
    }

    /** The next batch of history; empty when it is complete up to {@code now}. */
    List<MarketEvent> history(long now) {
        if (!slots.hasNext()) {
            // What has become due while the rest was sent.
            List<Backfill.Slot> due = Backfill.slots(lastTime, now);
            if (due.size() <= 1) {
                return List.of();
            }
            plan(due);
        }
        begun = taken;
        List<MarketEvent> events = new ArrayList<>(settings.batch());
        int most = market.symbols().size() + Economy.figures().size();
        while (slots.hasNext() && events.size() + most <= Math.max(settings.batch(), most)) {
            Backfill.Slot slot = slots.next();
            events.addAll(market.candles(slot.time(), slot.step()));
            events.addAll(market.economy(lastTime, slot.time()));
            lastTime = slot.time();
            taken++;
        }
        return events;
    }

    /** How much of the planned history came before the last batch. */
    Filling filling() {
        long stocks = market.symbols().size();
        return new Filling(HISTORY, begun * stocks, planned * stocks);
    }

    /** How much of the planned history has been taken, 0 to 100. */
    int percent() {
        return planned == 0 ? 100 : (int) (100L * taken / planned);
    }

    /** What has happened since the last batch; empty if the clock has not moved since. */
    List<MarketEvent> live(long now) {
        if (now <= lastTime) {
            return List.of();
        }
        long step = Math.max(MIN_STEP_MICROS, Math.min(now - lastTime, MAX_STEP_MICROS));
        List<MarketEvent> events = new ArrayList<>(market.candles(now, step));
        metadataDue += settings.metadataRate() * step / MICROS;
        for (int i = 0; metadataDue >= 1; i++, metadataDue--) {
            events.add(market.metadata(now + i));
        }
        events.addAll(market.economy(lastTime, now));
        lastTime = now;
        return events;
    }

    private long plan(List<Backfill.Slot> due) {
        slots = due.iterator();
        planned += due.size();
        return (long) due.size() * market.symbols().size();
    }
}
