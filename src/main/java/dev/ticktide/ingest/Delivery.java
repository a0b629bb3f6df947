package dev.ticktide.ingest;

import dev.ticktide.ingest.IngestOutcome.Answered;
import dev.ticktide.ingest.parse.ProblemCode;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendReply.Status;
import dev.ticktide.market.append.Intake;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a batch to the owners of its partitions and merges their replies into one outcome. A part whose owner has
 * changed, is about to leave or has died is sent to the next owner, for as long as a takeover may last: repeating is
 * safe, since what is stored already is a duplicate.
 */
final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /** How often a part is sent to the next owner: with the delay, about as long as senders wait. */
    private static final int ATTEMPTS = 100;

    private static final Set<Status> MOVED = EnumSet.of(Status.NOT_OWNER, Status.DRAINING, Status.OWNER_GONE);

    private final Vertx vertx;
    private final EventRouter router;
    private final Submitter submitter;
    private final Duration rerouteDelay;

    /** @param rerouteDelay before a part goes to the next owner, at least 1 ms */
    Delivery(Vertx vertx, EventRouter router, Submitter submitter, Duration rerouteDelay) {
        this.vertx = vertx;
        this.router = router;
        this.submitter = submitter;
        this.rerouteDelay = rerouteDelay;
    }

    /** Never fails. */
    Future<IngestOutcome> deliver(List<MarketEvent> events, long arrival) {
        return deliver(events, arrival, Intake.LIVE);
    }

    /** As {@link #deliver(List, long)}, taken as {@code intake} says. */
    Future<IngestOutcome> deliver(List<MarketEvent> events, long arrival, Intake intake) {
        List<Shipment> shipments = router.route(events, arrival, intake);
        if (shipments.isEmpty()) {
            return Future.succeededFuture(IngestOutcome.refused(ProblemCode.STORAGE_UNAVAILABLE));
        }
        return send(shipments).compose(answers -> sendAgainIfMoved(answers, ATTEMPTS, false));
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

    /** @param doubtful whether an owner left before it said what became of its part */
    private Future<IngestOutcome> sendAgainIfMoved(List<Answered> answers, int attempts, boolean doubtful) {
        boolean moved = false;
        boolean gone = doubtful;
        for (Answered answered : answers) {
            moved |= MOVED.contains(answered.reply().status());
            gone |= answered.reply().status() == Status.OWNER_GONE;
        }
        if (!moved || attempts == 0) {
            return Future.succeededFuture(settled(answers, gone));
        }
        boolean wasGone = gone;
        return vertx.timer(rerouteDelay.toMillis(), TimeUnit.MILLISECONDS)
                .compose(timer -> sendMovedAgain(answers))
                .compose(again -> sendAgainIfMoved(again, attempts - 1, wasGone));
    }

    private static IngestOutcome settled(List<Answered> answers, boolean doubtful) {
        IngestOutcome outcome = IngestOutcome.merge(answers);
        boolean nothingStored =
                outcome.refusal() == ProblemCode.STORAGE_UNAVAILABLE || outcome.refusal() == ProblemCode.DRAINING;
        return doubtful && nothingStored ? IngestOutcome.refused(ProblemCode.OUTCOME_UNKNOWN) : outcome;
    }

    private Future<List<Answered>> sendMovedAgain(List<Answered> answers) {
        List<Answered> settled = new ArrayList<>();
        List<Shipment> again = new ArrayList<>();
        for (Answered answered : answers) {
            List<Shipment> rerouted =
                    MOVED.contains(answered.reply().status()) ? router.routeAgain(answered.shipment()) : List.of();
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
