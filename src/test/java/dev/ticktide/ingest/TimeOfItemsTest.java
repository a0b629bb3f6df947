package dev.ticktide.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ticktide.ingest.parse.EventParser;
import dev.ticktide.ingest.parse.Parsed;
import dev.ticktide.ingest.parse.ProblemCode;
import dev.ticktide.ingest.parse.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Timestamps as senders have them: ahead of the clock, and several prints of one instant. */
class TimeOfItemsTest {

    private final EventParser parser = new EventParser(IngestConfig.DEFAULT_LIMITS);

    @Test
    void printsOfOneInstantKeepTheirOrderAndTheirVolume() {
        assertEquals(
                List.of(1_672_533_909_000_000L, 1_672_533_909_000_001L, 1_672_533_909_999_999L),
                times("["
                        + print("1672533909", 90, "0") + "," + print("1672533909", 90.1, "1") + ","
                        + print("1672533909", 90.1, "999999") + "]"));
        assertEquals(
                List.of(1_672_533_909_123_000L, 1_672_533_909_123_999L),
                times("[" + print("1672533909.123", 90, "0") + "," + print("1672533909.123", 90, "999") + "]"));
    }

    @Test
    void withoutASequenceTwoPrintsOfOneInstantAreRefusedWithTheCure() {
        String one = Bodies.at(1_644_016_200, 155.2);
        Rejection refused =
                assertInstanceOf(Rejection.class, parse("[" + one + "," + Bodies.at(1_644_016_200, 155.3) + "]"));
        assertEquals(ProblemCode.DUPLICATE_IN_BATCH, refused.code());
        assertEquals(true, refused.errors().get(0).detail().contains("\"sequence\""));
    }

    @Test
    void aTimeAheadOfTheClockIsRefusedWithHowFarItIsAndWhatIsTaken() {
        long now = IngestServer.NOW / 1_000_000;
        assertEquals(1, times(Bodies.at((double) (now + 60), 155.2)).size());
        Rejection refused = assertInstanceOf(Rejection.class, parse(Bodies.at((double) (now + 72_000), 155.2)));
        assertEquals(ProblemCode.IN_FUTURE, refused.code());
        assertEquals(
                "lies 72000 s ahead of this server's clock, at most 60 s are taken (ingest.max_future); check the sender's"
                        + " clock and that it sends UTC",
                refused.errors().get(0).detail());
    }

    private List<Long> times(String body) {
        return assertInstanceOf(Parsed.Events.class, parse(body)).events().stream()
                .map(event -> event.time())
                .toList();
    }

    private Parsed parse(String body) {
        return parser.parse(body.getBytes(StandardCharsets.UTF_8), EventParser.Format.JSON, IngestServer.NOW);
    }

    private static String print(String seconds, double price, String sequence) {
        return "{\"stock_symbol\":\"BCH-EUR\",\"opening_price\":" + price + ",\"closing_price\":" + price + ",\"high\":"
                + price + ",\"low\":" + price + ",\"volume\":0.05,\"timestamp\":" + seconds + ",\"sequence\":"
                + sequence
                + "}";
    }
}
