package dev.ticktide.simulate;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts batches until they are taken: 429, 503 and broken connections are tried again with the same batch, which is safe, no
 * sooner than the server asks for.
 */
final class IngestPost {

    private static final Logger LOG = LoggerFactory.getLogger(IngestPost.class);
    private static final int TIMEOUT_MILLIS = 15_000;
    private static final long FIRST_WAIT_MILLIS = 200;
    private static final long LONGEST_WAIT_MILLIS = 5_000;
    private static final int OK = 200;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,3}");
    private static final Response UNREACHABLE = new Response(503, Buffer.buffer(), 0);

    private final Vertx vertx;
    private final Supplier<SimulateSettings.@Nullable Endpoints> place;
    private final HttpClient client;
    private final BooleanSupplier stopped;

    IngestPost(Vertx vertx, Supplier<SimulateSettings.@Nullable Endpoints> place, BooleanSupplier stopped) {
        this.vertx = vertx;
        this.place = place;
        this.stopped = stopped;
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(TIMEOUT_MILLIS));
    }

    /** Completes when the batch is stored or refused for good; a refusal is a bug of ours and logged. */
    Future<Void> post(Buffer batch) {
        return attempt(() -> send(batch), FIRST_WAIT_MILLIS).map(response -> {
            if (response.status != OK) {
                LOG.error("/ingest refused simulated data: {} {}", response.status, response.body);
            }
            return null;
        });
    }

    /** The body of a GET from the web node; repeats the request until there is one. */
    Future<Buffer> get(String path) {
        return attempt(() -> fetch(path), FIRST_WAIT_MILLIS)
                .compose(response -> response.status == OK
                        ? Future.succeededFuture(response.body)
                        : Future.failedFuture(path + " answered " + response.status));
    }

    Future<Void> close() {
        return client.close();
    }

    /** @param askedToWait milliseconds; 0 if nothing was said */
    private record Response(int status, Buffer body, long askedToWait) {

        boolean isRetryable() {
            return status == 429 || status == 503;
        }
    }

    private Future<Response> attempt(Supplier<Future<Response>> call, long wait) {
        return call.get().otherwise(UNREACHABLE).compose(response -> {
            if (!response.isRetryable()) {
                return Future.succeededFuture(response);
            }
            if (stopped.getAsBoolean()) {
                return Future.failedFuture("stopped");
            }
            return later(Math.max(wait, response.askedToWait))
                    .compose(done -> attempt(call, Math.min(LONGEST_WAIT_MILLIS, wait * 2)));
        });
    }

    private Future<Response> send(Buffer batch) {
        SimulateSettings.Endpoints there = place.get();
        if (there == null) {
            return Future.succeededFuture(UNREACHABLE);
        }
        return client.request(HttpMethod.POST, there.ingestPort(), there.ingestHost(), "/ingest")
                .compose(request -> request.idleTimeout(TIMEOUT_MILLIS)
                        .putHeader("Content-Type", "application/json")
                        .send(batch))
                .compose(IngestPost::whole);
    }

    private Future<Response> fetch(String path) {
        SimulateSettings.Endpoints there = place.get();
        if (there == null) {
            return Future.succeededFuture(UNREACHABLE);
        }
        return client.request(HttpMethod.GET, there.webPort(), there.webHost(), path)
                .compose(request -> request.idleTimeout(TIMEOUT_MILLIS).send())
                .compose(IngestPost::whole);
    }

    private static Future<Response> whole(HttpClientResponse response) {
        return response.body()
                .map(body -> new Response(response.statusCode(), body, askedToWait(response.getHeader("Retry-After"))));
    }

    private static long askedToWait(@Nullable String seconds) {
        return seconds != null && SECONDS.matcher(seconds).matches() ? Long.parseLong(seconds) * 1_000 : 0;
    }

    private Future<Void> later(long millis) {
        Promise<Void> promise = Promise.promise();
        vertx.setTimer(millis, timer -> promise.complete());
        return promise.future();
    }
}
