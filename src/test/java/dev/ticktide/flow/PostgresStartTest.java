package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.testing.PostgresServer;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole program with its data in PostgreSQL. */
class PostgresStartTest {

    private static final String CANDLE = """
            {"stock_symbol":"AAPL","opening_price":1,"closing_price":1,"high":1,"low":1,"volume":1,\
            "timestamp":1760000000}""";

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @TempDir
    Path folder;

    @Test
    void whatIsAnsweredIsInTheDatabaseAndIsKnownToTheNextProcess() {
        PostgresServer server = PostgresServer.shared();
        server.clear();
        String[] settings = {"--set", "store.url=" + server.url(), "--set", "store.password=" + PostgresServer.PASSWORD
        };
        TicktideProcess first = ticktide.start(folder, "start", Ports.free(), settings);
        assertTrue(first.post(CANDLE).body().contains("stored"), "stored");
        assertEquals("1", server.query("SELECT COUNT(*) FROM candle"));
        assertTrue(first.stdout().contains("(store.url; no file is used)"), first::stdout);
        first.kill9();
        TicktideProcess second = ticktide.start(folder, "start", Ports.free(), settings);
        assertTrue(second.post(CANDLE).body().contains("duplicate"), "and is a duplicate then");
        assertEquals("1", server.query("SELECT COUNT(*) FROM candle"));
        assertEquals(
                List.of(),
                List.of(folder.toFile().list((place, name) -> name.startsWith("ticktide"))),
                "no data file and no lock beside it");
    }
}
