package dev.ticktide.simulate;

import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.log.FillProgress;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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

    /** The history's progress is logged each time it has come this much further. */
    private static final int LOG_EVERY_PERCENT = 20;

    private final SimulateSettings settings;
    private final Supplier<SimulateSettings.@Nullable Endpoints> endpoints;
    private final LongSupplier nowMicros;
    private final FillProgress filling;
    private final MarketFeed feed;
    private @Nullable IngestPost running;
    private boolean stopped;
    private boolean posting;

    /** @param endpoints where to post, asked each time; {@code null} while no node takes data */
    public SimulateVerticle(
            SimulateSettings settings,
            Supplier<SimulateSettings.@Nullable Endpoints> endpoints,
            LongSupplier nowMicros,
            FillProgress filling) {
        this.settings = settings;
        this.endpoints = endpoints;
        this.nowMicros = nowMicros;
        this.filling = filling;
        this.feed = new MarketFeed(settings);
    }

    @Override
    public Future<?> start() {
        IngestPost ingest = new IngestPost(vertx, endpoints, () -> stopped);
        running = ingest;
        // In the background: the page is there at once and fills while one looks.
        readStored(ingest)
                .compose(done -> fillIn(ingest))
                .onSuccess(done -> goLive(ingest))
                .onFailure(failure -> {
                    if (!stopped) {
                        LOG.error("The simulator gave up", failure);
                    }
                });
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        return running == null ? Future.succeededFuture() : running.close();
    }

    private Future<Void> readStored(IngestPost ingest) {
        return ingest.get("/api/v1/symbols").map(body -> {
            for (Object each : new JsonArray(body)) {
                JsonObject row = (JsonObject) each;
                long time = Math.round(row.getDouble("lastTime") * 1_000);
                feed.continueFrom(row.getString("symbol"), row.getDouble("last"), time);
            }
            return null;
        });
    }

    private Future<Void> fillIn(IngestPost ingest) {
        long candles = feed.planHistory(nowMicros.getAsLong());
        if (candles > 0) {
            LOG.info("Filling in up to {} candles of history", candles);
        }
        return sendHistory(ingest, 0)
                .onComplete(done -> filling.over(MarketFeed.HISTORY))
                .onSuccess(done -> LOG.info("History is complete, going live"));
    }

    private Future<Void> sendHistory(IngestPost ingest, int logged) {
        List<MarketEvent> events = stopped ? List.of() : feed.history(nowMicros.getAsLong());
        if (events.isEmpty()) {
            return Future.succeededFuture();
        }
        filling.at(feed.filling());
        return post(ingest, events).compose(posted -> {
            int percent = feed.percent();
            boolean further = percent / LOG_EVERY_PERCENT > logged / LOG_EVERY_PERCENT;
            if (further) {
                LOG.info("History {} %", percent);
            }
            return sendHistory(ingest, Math.max(logged, percent));
        });
    }

    private void goLive(IngestPost ingest) {
        long periodMillis = Math.max(1, Math.round(1_000 / settings.rate()));
        vertx.setPeriodic(periodMillis, timer -> {
            // A slow server gets the next tick's data later rather than a queue of ticks.
            if (!posting && !stopped) {
                posting = true;
                long wholeMillis = nowMicros.getAsLong() / 1_000 * 1_000;
                post(ingest, feed.live(wholeMillis)).onComplete(done -> posting = false);
            }
        });
    }

    private static Future<Void> post(IngestPost ingest, List<MarketEvent> events) {
        return events.isEmpty() ? Future.succeededFuture() : ingest.post(Buffer.buffer(IngestJson.array(events)));
    }
}
