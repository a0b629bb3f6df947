package dev.ticktide.simulate;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An ingest and a web node on one port: gives the scripted answers in turn, then takes everything. */
final class FakeTicktide {

    /** {@code status} 0 breaks the connection. */
    record Answer(int status, String retryAfter) {}

    /** What came in, whatever the answer was. */
    final List<JsonArray> posts = new CopyOnWriteArrayList<>();

    /** The items of the posts answered 200. */
    final List<JsonObject> taken = new CopyOnWriteArrayList<>();

    final Queue<Answer> postAnswers = new ConcurrentLinkedQueue<>();
    final Queue<Answer> getAnswers = new ConcurrentLinkedQueue<>();
    private final String stored;
    private final HttpServer server;

    /** @param stored the answer to {@code /api/v1/symbols} */
    FakeTicktide(Vertx vertx, String stored) {
        this.stored = stored;
        this.server = vertx.createHttpServer()
                .requestHandler(this::take)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    int port() {
        return server.actualPort();
    }

    Stream<JsonObject> candles(String symbol) {
        return taken.stream()
                .filter(event -> !event.containsKey("data_type")
                        && event.getString("stock_symbol").equals(symbol));
    }

    private void take(HttpServerRequest request) {
        if (request.path().equals("/api/v1/symbols")) {
            answer(request, getAnswers.poll(), stored);
        } else {
            request.body().onSuccess(body -> {
                JsonArray events = new JsonArray(body);
                Answer scripted = postAnswers.poll();
                posts.add(events);
                if (scripted == null) {
                    events.forEach(event -> taken.add((JsonObject) event));
                }
                answer(request, scripted, "{}");
            });
        }
    }

    private static void answer(HttpServerRequest request, Answer scripted, String body) {
        if (scripted == null) {
            request.response().end(body);
        } else if (scripted.status == 0) {
            request.connection().close();
        } else {
            if (!scripted.retryAfter.isEmpty()) {
                request.response().putHeader("Retry-After", scripted.retryAfter);
            }
            request.response().setStatusCode(scripted.status).end(Buffer.buffer("{\"code\":\"scripted\"}"));
        }
    }
}
