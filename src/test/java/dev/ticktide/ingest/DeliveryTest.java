package dev.ticktide.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.ticktide.ingest.parse.ProblemCode;
import dev.ticktide.market.Candle;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendReply.Status;
import dev.ticktide.market.append.Intake;
import dev.ticktide.market.append.OnConflict;
import dev.ticktide.numeric.StableHash;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A batch follows its partitions to whoever owns them now. */
@ExtendWith(VertxExtension.class)
class DeliveryTest {

    private static final int PARTITIONS = 2;

    private final RecordingSubmitter nodes = new RecordingSubmitter();
    private final Map<Integer, String> owners = new ConcurrentHashMap<>(Map.of(0, "a", 1, "b"));

    @SuppressWarnings("NullAway.Init")
    private Vertx vertx;

    @BeforeEach
    void use(Vertx given) {
        vertx = given;
    }

    @Test
    void aPartWhoseOwnerHasChangedGoesToTheNextAndTheOthersDoNotGoTwice() throws Exception {
        nodes.answer = (node, request) -> {
            if (node.equals("a")) {
                owners.put(0, "c");
                return Future.succeededFuture(AppendReply.refused(Status.NOT_OWNER));
            }
            return stored(request.events().size());
        };
        IngestOutcome outcome = deliver(candles());
        assertNull(outcome.refusal());
        assertEquals(4, outcome.stored());
        assertEquals(List.of("a", "b", "c"), sentTo());
    }

    @Test
    void anOwnerThatLeavesIsAskedUntilAnotherIsThere() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        nodes.answer = (node, request) -> asked.incrementAndGet() < 5
                ? Future.succeededFuture(AppendReply.refused(Status.DRAINING))
                : stored(request.events().size());
        IngestOutcome outcome = deliver(List.of(candleIn(0, 0)));
        assertNull(outcome.refusal());
        assertEquals(1, outcome.stored());
        assertEquals(5, asked.get());
    }

    @Test
    void whatItsOwnerTookBeforeItDiedIsADuplicateAtTheNext() throws Exception {
        nodes.answer = (node, request) -> {
            if (node.equals("a")) {
                owners.put(0, "b");
                return Future.succeededFuture(AppendReply.refused(Status.OWNER_GONE));
            }
            return Future.succeededFuture(
                    new AppendReply(Status.STORED, 0, request.events().size(), 0, List.of()));
        };
        IngestOutcome outcome = deliver(List.of(candleIn(0, 0)));
        assertNull(outcome.refusal());
        assertEquals(1, outcome.duplicate());
    }

    @Test
    void whenNoOwnerComesTheAnswerDoesNotClaimThatNothingIsStored() throws Exception {
        nodes.answer = (node, request) -> {
            // Gone without a word about its part; whoever is asked after it owns nothing.
            boolean first = nodes.sent.size() == 1;
            return Future.succeededFuture(AppendReply.refused(first ? Status.OWNER_GONE : Status.NOT_OWNER));
        };
        IngestOutcome outcome = deliver(List.of(candleIn(0, 0)));
        assertEquals(ProblemCode.OUTCOME_UNKNOWN, outcome.refusal());
        assertEquals(101, nodes.sent.size(), "once and a hundred times again");
    }

    @Test
    void whenNobodyEverTookItTheAnswerSaysSo() throws Exception {
        nodes.answer(AppendReply.refused(Status.NOT_OWNER));
        assertEquals(
                ProblemCode.STORAGE_UNAVAILABLE,
                deliver(List.of(candleIn(0, 0))).refusal());
    }

    @Test
    void withoutAnyOwnerNothingIsSent() throws Exception {
        owners.clear();
        assertEquals(ProblemCode.STORAGE_UNAVAILABLE, deliver(candles()).refusal());
        assertEquals(List.of(), nodes.sent);
    }

    @Test
    void anAnswerThatNeverCameIsNotTriedAgainBehindTheSendersBack() throws Exception {
        nodes.answer = (node, request) -> Future.failedFuture("no answer");
        assertEquals(
                ProblemCode.OUTCOME_UNKNOWN, deliver(List.of(candleIn(0, 0))).refusal());
        assertEquals(1, nodes.sent.size());
    }

    @Test
    void whatSeveralOwnersKeepIsNamedByItsPlacesInTheBatch() throws Exception {
        nodes.answer = (node, request) ->
                Future.succeededFuture(new AppendReply(Status.STORED, 1, 0, 0, 0, List.of(node.equals("a") ? 0 : 1)));
        IngestOutcome outcome = new Delivery(
                        vertx, new EventRouter(PARTITIONS, this::ownerOf), nodes, IngestServer.REROUTE_DELAY)
                .deliver(candles(), 7, new Intake.Live(OnConflict.KEEP))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        assertNull(outcome.refusal());
        assertEquals(2, outcome.stored());
        assertEquals(List.of(0, 3), outcome.conflicts());
        nodes.sent.forEach(sent ->
                assertEquals(new Intake.Live(OnConflict.KEEP), sent.request().intake()));
    }

    private IngestOutcome deliver(List<MarketEvent> events) throws Exception {
        EventRouter router = new EventRouter(PARTITIONS, this::ownerOf);
        return new Delivery(vertx, router, nodes, IngestServer.REROUTE_DELAY)
                .deliver(events, 7)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private @Nullable String ownerOf(int partition) {
        return owners.get(partition);
    }

    private static Future<AppendReply> stored(int events) {
        return Future.succeededFuture(RecordingSubmitter.stored(events));
    }

    private List<String> sentTo() {
        return nodes.sent.stream().map(RecordingSubmitter.Sent::node).toList();
    }

    /** Two for each partition, mixed. */
    private static List<MarketEvent> candles() {
        List<MarketEvent> events = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            events.add(candleIn(i % PARTITIONS, i));
        }
        return events;
    }

    private static MarketEvent candleIn(int partition, long time) {
        for (int i = 0; ; i++) {
            String symbol = "S" + i;
            if (StableHash.partition(symbol, PARTITIONS) == partition) {
                return new Candle(symbol, time, 1, 1, 1, 1, 1);
            }
        }
    }
}
