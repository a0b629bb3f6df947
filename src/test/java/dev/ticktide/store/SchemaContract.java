package dev.ticktide.store;

import static dev.ticktide.store.StoreContract.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.testing.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Data of this version, of an older one and of a newer one; the clock and the views of the database. */
interface SchemaContract extends StoreUnderTest {

    @Test
    default void whatWasAnsweredIsThereAfterReopeningAndThePartitionsAreFixed() {
        Store.Fence fence = claim(3);
        LogEntry entry = Samples.entry(3, 1, Samples.candle("AAPL", Samples.T0, 10));
        await(store().append(new Store.Append(
                List.of(fence),
                List.of(entry),
                List.of(),
                List.of(new Store.SymbolInfo("AAPL", 3, "Apple Inc.", null)))));
        store().close();
        reopen(999);
        assertEquals(PARTITIONS, store().partitions());
        assertEquals(List.of(entry), await(store().tail(3, 0, 10)));
        assertEquals(List.of(new Store.SymbolInfo("AAPL", 3, "Apple Inc.", null)), await(store().symbols()));
    }

    @Test
    default void aNewerSchemaIsRefusedWithOneClearLine() {
        store().close();
        int version = version();
        stampVersion(99);
        SchemaException refused = assertThrows(SchemaException.class, () -> open(PARTITIONS));
        assertTrue(refused.getMessage().contains("schema version 99"), refused.getMessage());
        stampVersion(version);
        reopen(PARTITIONS);
    }

    /** Version 2 stored an economic indicator in every partition's log; after a batch that failed half-way in some only. */
    @Test
    default void economicIndicatorsOfAnOlderStoreGetTheirOneLogAndStayInTheOthers() throws IOException {
        store().close();
        startOver();
        run(script("001_start.sql"));
        run(script("002_node_beat.sql"));
        execute("INSERT INTO setting (name, value) VALUES ('partitions', '" + PARTITIONS
                + "'), ('schema_version', '2')");
        stampVersion(2);
        List<String> rows = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            rows.add(indicator(partition, 1, "GDP", 2, false, 2.5));
            rows.add(indicator(partition, 2, "GDP", 1, true, 2.25));
            rows.add(indicator(partition, 3, "Interest Rate", 0, false, 4));
            if (partition == 3) {
                rows.add(indicator(partition, 4, "GDP", 3, false, 3));
            }
        }
        execute("INSERT INTO metadata (partition, seq, type, subject, time, arrival, late, side, first, second) VALUES "
                + String.join(", ", rows));
        reopen(PARTITIONS);
        List<LogEntry> economy = await(store().tail(PARTITIONS, 0, 100));
        MarketEvent late = new EconomicIndicator("GDP", Samples.T0 + 1, 2.25);
        List<MarketEvent> events = List.of(
                new EconomicIndicator("GDP", Samples.T0 + 2, 2.5),
                late,
                new EconomicIndicator("Interest Rate", Samples.T0, 4),
                new EconomicIndicator("GDP", Samples.T0 + 3, 3));
        assertEquals(events, economy.stream().map(LogEntry::event).toList());
        for (LogEntry entry : economy) {
            assertEquals(economy.indexOf(entry) + 1, entry.seq());
            assertEquals(Samples.T0 + 9 + entry.seq(), entry.arrival());
            assertEquals(entry.event().equals(late), entry.late());
        }
        assertEquals(
                List.of(events.get(3), events.get(0), late, events.get(2)), await(store().metadata(null, null, 10)));
        assertEquals(
                List.of(events.get(0), late),
                await(store().metadata(
                                "AAPL",
                                MetadataType.ECONOMIC_INDICATOR,
                                new Store.Range(Samples.T0 + 1, Samples.T0 + 3, 10))));
        assertEquals(
                List.of(events.get(0)),
                await(store().metadata(null, null, new Store.Range(Long.MIN_VALUE, Samples.T0 + 3, 1))));
        assertEquals("4", query("SELECT count(*) FROM economic_indicator"));
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertEquals(
                    partition == 3 ? events : events.subList(0, 3),
                    await(store().tail(partition, 0, 100)).stream()
                            .map(LogEntry::event)
                            .toList());
        }
    }

    private static String indicator(int partition, int seq, String name, int time, boolean late, double value) {
        return "(" + partition + ", " + seq + ", 'economic_indicator', '" + name + "', " + (Samples.T0 + time) + ", "
                + (Samples.T0 + 9 + seq) + ", " + (late ? 1 : 0) + ", NULL, " + value + ", 0)";
    }

    private String script(String name) throws IOException {
        try (InputStream in = Store.class.getResourceAsStream("/migrations/" + dialect() + "/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    default void theViewsShowTimesReadably() {
        append(claim(3), List.of(Samples.entry(3, 1, Samples.candle("AAPL", Samples.T0 + 250_000, 10))));
        assertEquals("2022-02-04T23:10:00.250Z AAPL", query("SELECT at || ' ' || symbol FROM candles"));
    }

    @Test
    default void theClockIsThatOfTheDatabase() {
        long before = System.currentTimeMillis() * 1_000;
        long now = await(store().now());
        // Here both are on one machine; the database may count in milliseconds.
        assertTrue(now >= before - 1_000 && now <= before + 60_000_000, now + " after " + before);
    }
}
