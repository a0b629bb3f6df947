package dev.ticktide.ingest;

import dev.ticktide.ingest.Outcome.Answered;
import dev.ticktide.market.AppendReply;
import dev.ticktide.market.AppendReply.Status;
import dev.ticktide.market.MarketEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a batch to its owners and brings back one outcome. A part whose owner has changed is taken to the new one, once. */
final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /** Time for a new owner's claim to get around. */
    private static final long AGAIN_MILLIS = 100;

    private final Vertx vertx;
    private final EventRouter router;
    private final Submitter submitter;

    Delivery(Vertx vertx, EventRouter router, Submitter submitter) {
        this.vertx = vertx;
        this.router = router;
        this.submitter = submitter;
    }

    /** Never fails. */
    Future<Outcome> deliver(List<MarketEvent> events, long arrival) {
        List<Shipment> shipments = router.route(events, arrival);
        if (shipments.isEmpty()) {
            return Future.succeededFuture(Outcome.refused(Code.STORAGE_UNAVAILABLE));
        }
        return send(shipments).compose(this::sendAgainIfMoved).map(Outcome::merge);
    }

    private Future<List<Answered>> send(List<Shipment> shipments) {
        if (shipments.size() == 1) {
            return send(shipments.get(0)).map(List::of);
        }
        List<Future<Answered>> answers = new ArrayList<>(shipments.size());
        for (Shipment shipment : shipments) {
            answers.add(send(shipment));
        }
        return Future.all(answers).map(all -> all.<Answered>list());
    }

    private Future<Answered> send(Shipment shipment) {
        return submit(shipment)
                .otherwise(failure -> unknown(shipment, failure))
                .map(reply -> new Answered(shipment, reply));
    }

    private Future<AppendReply> submit(Shipment shipment) {
        try {
            return submitter.submit(shipment.node(), shipment.request());
        } catch (RuntimeException e) {
            LOG.error("A bug in the way to {}", shipment.node(), e);
            return Future.failedFuture(e);
        }
    }

    private static AppendReply unknown(Shipment shipment, Throwable failure) {
        LOG.debug("no answer from {}: {}", shipment.node(), failure.getMessage());
        return AppendReply.refused(Status.OUTCOME_UNKNOWN);
    }

    private Future<List<Answered>> sendAgainIfMoved(List<Answered> answers) {
        for (Answered answered : answers) {
            if (answered.reply().status() == Status.NOT_OWNER) {
                return vertx.timer(AGAIN_MILLIS, TimeUnit.MILLISECONDS).compose(timer -> sendMovedAgain(answers));
            }
        }
        return Future.succeededFuture(answers);
    }

    private Future<List<Answered>> sendMovedAgain(List<Answered> answers) {
        List<Answered> settled = new ArrayList<>();
        List<Shipment> again = new ArrayList<>();
        for (Answered answered : answers) {
            List<Shipment> rerouted =
                    answered.reply().status() == Status.NOT_OWNER ? router.routeAgain(answered.shipment()) : List.of();
            if (rerouted.isEmpty()) {
                settled.add(answered);
            }
            again.addAll(rerouted);
        }
        if (again.isEmpty()) {
            return Future.succeededFuture(settled);
        }
        return send(again).map(answered -> {
            settled.addAll(answered);
            return settled;
        });
    }
}
