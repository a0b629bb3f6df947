package dev.ticktide.simulate;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts batches until they are taken: 429, 503 and broken connections are tried again with the same batch, which is safe. */
final class IngestPost {

    private static final Logger LOG = LoggerFactory.getLogger(IngestPost.class);
    private static final int TIMEOUT_MILLIS = 15_000;
    private static final long FIRST_WAIT_MILLIS = 200;
    private static final long LONGEST_WAIT_MILLIS = 5_000;

    private final Vertx vertx;
    private final SimulateSettings settings;
    private final HttpClient client;
    private final BooleanSupplier stopped;

    IngestPost(Vertx vertx, SimulateSettings settings, BooleanSupplier stopped) {
        this.vertx = vertx;
        this.settings = settings;
        this.stopped = stopped;
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(TIMEOUT_MILLIS));
    }

    /** Completes when the batch is stored or refused for good; a refusal is a bug of ours and logged. */
    Future<Void> post(Buffer batch) {
        return attempt(batch, FIRST_WAIT_MILLIS);
    }

    /** The body of a GET from the web node. */
    Future<Buffer> get(String path) {
        return client.request(HttpMethod.GET, settings.webPort(), settings.webHost(), path)
                .compose(request -> request.idleTimeout(TIMEOUT_MILLIS).send())
                .compose(response -> response.body());
    }

    Future<Void> close() {
        return client.close();
    }

    private Future<Void> attempt(Buffer batch, long wait) {
        return client.request(HttpMethod.POST, settings.ingestPort(), settings.ingestHost(), "/ingest")
                .compose(request -> request.idleTimeout(TIMEOUT_MILLIS)
                        .putHeader("Content-Type", "application/json")
                        .send(batch))
                .compose(response -> response.body().map(body -> {
                    if (response.statusCode() != 200 && !isRetryable(response.statusCode())) {
                        LOG.error("/ingest refused simulated data: {} {}", response.statusCode(), body);
                    }
                    return response.statusCode();
                }))
                .otherwise(failure -> 503)
                .compose(status -> isRetryable(status) && !stopped.getAsBoolean()
                        ? later(wait).compose(done -> attempt(batch, Math.min(LONGEST_WAIT_MILLIS, wait * 2)))
                        : Future.succeededFuture());
    }

    private Future<Void> later(long millis) {
        Promise<Void> promise = Promise.promise();
        vertx.setTimer(millis, timer -> promise.complete());
        return promise.future();
    }

    private static boolean isRetryable(int status) {
        return status == 429 || status == 503;
    }
}
