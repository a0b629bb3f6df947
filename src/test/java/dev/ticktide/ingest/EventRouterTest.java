package dev.ticktide.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.ingest.IngestOutcome.Answered;
import dev.ticktide.ingest.parse.ProblemCode;
import dev.ticktide.market.Candle;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendReply.Status;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.numeric.StableHash;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EventRouterTest {

    private static final int PARTITIONS = 8;
    private static final MarketEvent GDP = new EconomicIndicator("GDP", 1, 2.5);

    private final EventRouter router = new EventRouter(PARTITIONS, partition -> partition % 2 == 0 ? "even" : "odd");

    @Test
    void oneCandleGoesToItsOwner() {
        List<Shipment> shipments = router.route(List.of(candle("AAPL")), 7);
        int partition = StableHash.partition("AAPL", PARTITIONS);
        assertEquals(
                List.of(new Shipment(
                        partition % 2 == 0 ? "even" : "odd",
                        new AppendRequest(7, List.of(candle("AAPL")), List.of(partition)),
                        List.of(0))),
                shipments);
    }

    @Test
    void everyEventGoesToItsOwnerInOrder() {
        List<MarketEvent> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            events.add(candle("S" + i));
        }
        List<Shipment> shipments = router.route(events, 7);
        assertEquals(2, shipments.size());
        int total = 0;
        for (Shipment shipment : shipments) {
            AppendRequest request = shipment.request();
            total += request.events().size();
            assertEquals(new ArrayList<>(new TreeSet<>(shipment.positions())), shipment.positions());
            for (int i = 0; i < request.events().size(); i++) {
                MarketEvent event = request.events().get(i);
                assertEquals(events.get(shipment.positions().get(i)), event);
                assertEquals(
                        StableHash.partition(event.subject(), PARTITIONS),
                        request.partitions().get(i));
                assertEquals(shipment.node(), request.partitions().get(i) % 2 == 0 ? "even" : "odd");
            }
        }
        assertEquals(100, total);
    }

    @Test
    void anEconomicIndicatorGoesToTheOwnerOfTheirOneLog() {
        AppendRequest request = new AppendRequest(7, List.of(GDP), List.of(PARTITIONS));
        assertEquals(List.of(new Shipment("even", request, List.of(0))), router.route(List.of(GDP), 7));
    }

    @Test
    void aBatchIsPutInOrderOfTimeAndKeepsThePlacesItWasSentWith() {
        List<MarketEvent> events = List.of(
                new Candle("AAPL", 5, 1, 1, 1, 1, 1),
                GDP,
                new Candle("AAPL", 3, 2, 2, 2, 2, 1),
                new NewsSentiment("AAPL", 3, 0.5, 0.5),
                new Candle("AAPL", 4, 3, 3, 3, 3, 1));
        List<Shipment> shipments = new EventRouter(PARTITIONS, partition -> "one").route(events, 7);
        assertEquals(1, shipments.size());
        assertEquals(List.of(1, 2, 3, 4, 0), shipments.get(0).positions());
        assertEquals(
                List.of(events.get(1), events.get(2), events.get(3), events.get(4), events.get(0)),
                shipments.get(0).request().events());
    }

    @Test
    void aMixedBatchCountsEachEventOnce() {
        List<MarketEvent> events = new ArrayList<>(List.of(GDP));
        for (int i = 0; i < 20; i++) {
            events.add(candle("S" + i));
        }
        List<Shipment> shipments = router.route(events, 7);
        IngestOutcome outcome = IngestOutcome.merge(shipments.stream()
                .map(shipment -> new Answered(
                        shipment,
                        RecordingSubmitter.stored(shipment.request().events().size())))
                .toList());
        assertEquals(21, outcome.stored());
    }

    @Test
    void aPartitionWithoutOwnerHoldsTheBatchBack() {
        EventRouter lonely = new EventRouter(PARTITIONS, partition -> partition == PARTITIONS ? null : "n");
        assertEquals(List.of(), lonely.route(List.of(GDP), 7));
        assertEquals(List.of(), lonely.route(List.of(candle("A"), GDP), 7));
        assertEquals(1, lonely.route(List.of(candle("A"), candle("B")), 7).size());
    }

    @Test
    void aShipmentIsRoutedAgainToTheNewOwners() {
        List<String> owner = new ArrayList<>(List.of("old"));
        EventRouter moving = new EventRouter(PARTITIONS, partition -> owner.get(0));
        Shipment first = moving.route(List.of(candle("A"), GDP, candle("B")), 7).get(0);
        owner.set(0, "new");
        Shipment again = moving.routeAgain(first).get(0);
        assertEquals(new Shipment("new", first.request(), first.positions()), again);
    }

    @Test
    void aConflictOutranksWhateverElseHappened() {
        IngestOutcome outcome = merged(reply(Status.STORED), conflict(1), reply(Status.OUTCOME_UNKNOWN));
        assertEquals(ProblemCode.CANDLE_CONFLICT, outcome.refusal());
        assertEquals(List.of(11), outcome.conflicts());
    }

    @Test
    void storedHereButNotThereIsUnknown() {
        assertEquals(
                ProblemCode.OUTCOME_UNKNOWN,
                merged(reply(Status.STORED), reply(Status.OVERLOADED)).refusal());
        assertEquals(
                ProblemCode.OUTCOME_UNKNOWN,
                merged(reply(Status.STORED), reply(Status.NOT_OWNER)).refusal());
    }

    @Test
    void storedNowhereSaysWhy() {
        assertEquals(
                ProblemCode.OVERLOADED,
                merged(reply(Status.OVERLOADED), reply(Status.STORAGE_FULL)).refusal());
        assertEquals(
                ProblemCode.STORAGE_UNAVAILABLE, merged(reply(Status.NOT_OWNER)).refusal());
        assertEquals(
                ProblemCode.SYMBOL_LIMIT,
                merged(reply(Status.STORED), reply(Status.SYMBOL_LIMIT)).refusal());
    }

    private static IngestOutcome merged(AppendReply... replies) {
        List<Answered> answers = new ArrayList<>();
        for (AppendReply reply : replies) {
            AppendRequest request = new AppendRequest(7, List.of(candle("A"), candle("B")), List.of(0, 0));
            answers.add(new Answered(new Shipment("n", request, List.of(10, 11)), reply));
        }
        return IngestOutcome.merge(answers);
    }

    private static AppendReply reply(Status status) {
        return status == Status.STORED ? RecordingSubmitter.stored(2) : AppendReply.refused(status);
    }

    private static AppendReply conflict(int index) {
        return new AppendReply(Status.CONFLICT, 0, 0, 0, List.of(index));
    }

    private static Candle candle(String symbol) {
        return new Candle(symbol, 1, 2, 3, 1, 2, 4);
    }
}
