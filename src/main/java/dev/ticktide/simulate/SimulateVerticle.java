package dev.ticktide.simulate;

import dev.ticktide.market.Candle;
import dev.ticktide.market.FillProgress;
import dev.ticktide.market.Filling;
import dev.ticktide.market.MarketEvent;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the web node for the time of the newest stored data, fills in candles up to now, then continues live. Everything
 * is sent over HTTP as by any client, one request at a time.
 */
public final class SimulateVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(SimulateVerticle.class);
    private static final double MICROS = 1e6;
    private static final int PROGRESS_STEPS = 5;
    private static final String WHAT = "simulated history";

    private final SimulateSettings settings;
    private final Supplier<SimulateSettings.@Nullable Endpoints> place;
    private final LongSupplier nowMicros;
    private final FillProgress filling;
    private final MarketSimulator market;

    @SuppressWarnings("NullAway.Init") // Set in start(), which Vert.x calls before anything else.
    private IngestPost ingest;

    private boolean stopped;
    private boolean posting;
    private long lastTime = Long.MIN_VALUE;
    private double metadataDue;
    private int progress;

    /** @param place where to post, asked each time; {@code null} while no node takes data */
    public SimulateVerticle(
            SimulateSettings settings,
            Supplier<SimulateSettings.@Nullable Endpoints> place,
            LongSupplier nowMicros,
            FillProgress filling) {
        this.settings = settings;
        this.place = place;
        this.nowMicros = nowMicros;
        this.filling = filling;
        this.market = new MarketSimulator(settings.seed(), settings.listings());
    }

    @Override
    public Future<?> start() {
        ingest = new IngestPost(vertx, place, () -> stopped);
        // In the background: the page is there at once and fills while one looks.
        learn().compose(done -> backfill()).onSuccess(done -> goLive()).onFailure(failure -> {
            if (!stopped) {
                LOG.error("The simulator gave up", failure);
            }
        });
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        return ingest == null ? Future.succeededFuture() : ingest.close();
    }

    private Future<Void> learn() {
        return ingest.get("/api/v1/symbols").map(body -> {
            for (Object each : new JsonArray(body)) {
                JsonObject row = (JsonObject) each;
                long time = Math.round(row.getDouble("lastTime") * 1_000);
                market.goOnFrom(row.getString("symbol"), row.getDouble("last"), time);
            }
            return null;
        });
    }

    private Future<Void> backfill() {
        long now = nowMicros.getAsLong();
        lastTime = market.completeUntil(now - settings.backfill().toMillis() * 1_000);
        List<Backfill.Slot> slots = Backfill.slots(lastTime, now);
        if (!slots.isEmpty()) {
            LOG.info(
                    "Filling in up to {} candles of history",
                    slots.size() * market.symbols().size());
        }
        return send(slots.iterator(), 0, slots.size())
                .compose(done -> fillInRest(slots.size()))
                .onComplete(done -> filling.over(WHAT))
                .onSuccess(done -> LOG.info("History is complete, going live"));
    }

    /** What has become due while history went out. */
    private Future<Void> fillInRest(int sent) {
        List<Backfill.Slot> slots = Backfill.slots(lastTime, nowMicros.getAsLong());
        int all = sent + slots.size();
        return slots.size() <= 1 || stopped
                ? Future.succeededFuture()
                : send(slots.iterator(), sent, all).compose(done -> fillInRest(all));
    }

    private Future<Void> send(Iterator<Backfill.Slot> slots, int sent, int all) {
        if (!slots.hasNext() || stopped) {
            return Future.succeededFuture();
        }
        List<MarketEvent> events = new ArrayList<>(settings.batch());
        int taken = 0;
        int most = market.symbols().size() + Economy.figures().size();
        while (slots.hasNext() && events.size() + most <= Math.max(settings.batch(), most)) {
            Backfill.Slot slot = slots.next();
            events.addAll(market.candles(slot.time(), slot.step()));
            events.addAll(market.economy(lastTime, slot.time()));
            lastTime = slot.time();
            taken++;
        }
        int done = sent + taken;
        long stocks = market.symbols().size();
        filling.at(new Filling(WHAT, sent * stocks, all * stocks));
        return post(events).compose(posted -> {
            if (done * PROGRESS_STEPS / all > progress) {
                progress = done * PROGRESS_STEPS / all;
                LOG.info("History {} %", 100L * done / all);
            }
            return send(slots, done, all);
        });
    }

    private void goLive() {
        long periodMillis = Math.max(1, Math.round(1_000 / settings.rate()));
        vertx.setPeriodic(periodMillis, timer -> {
            // A slow server gets the next tick's data later rather than a queue of ticks.
            if (!posting && !stopped) {
                posting = true;
                tick().onComplete(done -> posting = false);
            }
        });
    }

    private Future<Void> tick() {
        long now = nowMicros.getAsLong() / 1_000 * 1_000;
        if (now <= lastTime) {
            return Future.succeededFuture();
        }
        long step = Math.max(1_000, Math.min(now - lastTime, 60_000_000));
        List<MarketEvent> events = new ArrayList<>();
        List<Candle> candles = market.candles(now, step);
        events.addAll(candles);
        metadataDue += settings.metadataRate() * step / MICROS;
        for (int i = 0; metadataDue >= 1; i++, metadataDue--) {
            events.add(market.metadata(now + i));
        }
        events.addAll(market.economy(lastTime, now));
        lastTime = now;
        return post(events);
    }

    private Future<Void> post(List<MarketEvent> events) {
        return ingest.post(Buffer.buffer(IngestJson.array(events)));
    }
}
