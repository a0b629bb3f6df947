package dev.ticktide.web.answer;

import dev.ticktide.bus.NodeGoneException;
import dev.ticktide.http.ProblemDetail;
import dev.ticktide.http.ProblemException;
import dev.ticktide.http.ResponseWriter;
import dev.ticktide.store.StoreException;
import dev.ticktide.web.view.Views;
import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes JSON and problem+json (RFC 9457). */
public final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private static final int BAD_REQUEST = 400;

    /** A database that the network has taken away is silent; a question to another node has failed by then. */
    private static final int PATIENCE_SECONDS = 8;

    private Answers() {}

    /** Answers with a view once it is there. */
    public static void json(RoutingContext context, Future<?> answer) {
        answer.timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .onSuccess(body -> {
                    HttpServerResponse response = context.response();
                    if (response.ended() || response.closed()) {
                        return;
                    }
                    response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
                    end(context, body);
                })
                .onFailure(failure -> failed(context, failure));
    }

    /** Answers a request that a route or the router itself gave up on. */
    public static void failed(RoutingContext context) {
        Throwable failure = context.failure();
        if (failure != null && !(failure instanceof HttpException)) {
            failed(context, failure);
        } else if (context.statusCode() == BAD_REQUEST) {
            problem(context, BAD_REQUEST, "bad_request", "the path or the parameters can't be decoded");
        } else {
            problem(context, 404, "not_found", "there is nothing here");
        }
    }

    public static void failed(RoutingContext context, Throwable thrown) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (failure instanceof ProblemException refused) {
            refused.problem().send(context);
        } else if (failure instanceof StoreException store) {
            if (store.kind() == StoreException.Kind.DAMAGED) {
                problem(context, 503, "storage_damaged", "the stored data is damaged: " + store.getMessage());
                return;
            }
            String code = store.kind() == StoreException.Kind.BUSY ? "overloaded" : "storage_unavailable";
            problem(context, 503, code, "the store can't answer now; try again in a moment");
        } else if (failure instanceof TimeoutException) {
            problem(context, 503, "storage_unavailable", "the store does not answer; try again in a moment");
        } else if (failure instanceof ReplyException
                || failure instanceof NodeGoneException
                || failure instanceof OwnerUnavailableException) {
            problem(context, 503, "owner_unavailable", "the node that knows can't answer now; try again in a moment");
        } else if (failure instanceof IOException && context.response().closed()) {
            LOG.debug("The client of {} left", context.request().path());
        } else {
            LOG.error("Answering {} failed", context.request().path(), failure);
            problem(context, 500, "internal_error", "something went wrong here; the log says what");
        }
    }

    /** Ends the response with a view as its body; its head has been set. */
    public static void end(RoutingContext context, Object view) {
        ResponseWriter.end(context, Views.bytes(view));
    }

    /** Says that a call is served at the admin address only. */
    public static void adminOnly(RoutingContext context) {
        problem(context, 404, "not_found", "this is served at the address of web.admin_port only");
    }

    public static void problem(RoutingContext context, int status, String code, String detail) {
        ProblemDetail.of(status, code, detail).send(context);
    }
}
