package dev.ticktide.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.config.ConfigException;
import dev.ticktide.app.config.ConfigLoader;
import dev.ticktide.cluster.Role;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SymbolRoomTest {

    private static final long MB = 1 << 20;

    private static AppConfig config(String... settings) {
        ConfigLoader loader = new ConfigLoader(AppConfig.DEFAULTS);
        for (String setting : settings) {
            loader.set(setting.split("=", 2)[0], setting.split("=", 2)[1], "--set " + setting.split("=", 2)[0]);
        }
        return loader.load();
    }

    private static SymbolRoom room(long heap, AppConfig config) {
        return new SymbolRoom(config, Role.computing(), heap);
    }

    @Test
    void aSymbolIsReckonedFromAboveAndTheGoalOfTenThousandInHalfAGigabyteFits() {
        // What a JVM with -Xmx512m calls its largest heap.
        SymbolRoom room = room(494 * MB, config());
        assertTrue(room.bytesPerSymbol() > 22_500, "measured: 22,500, was " + room.bytesPerSymbol());
        assertTrue(room.bytesPerSymbol() < 30_000, "was " + room.bytesPerSymbol());
        assertTrue(room.fits() >= 10_000 && room.fits() < 60_000, "60,000 killed it, was " + room.fits());
    }

    @Test
    void withoutASettingAsManyAsFitAreTakenAndAHundredThousandAtMost() {
        AppConfig config = config();
        SymbolRoom small = room(96 * MB, config);
        assertEquals(small.fits(), small.limit(config, "x"));
        assertEquals(100_000, room(64 * 1_024 * MB, config).limit(config, "x"));
        assertEquals(1, room(16 * MB, config).limit(config, "x"), "the program itself hardly fits");
    }

    @Test
    void aSettingThatFitsIsTakenAndOneThatDoesNotIsRefusedWithTheNumberAndTheCures() {
        SymbolRoom room = room(512 * MB, config());
        assertEquals(50, room.limit(config("ingest.max_symbols=50"), "x"));
        long fits = room.fits();
        assertEquals(fits, room.limit(config("ingest.max_symbols=" + fits), "x"));
        AppConfig much = config("ingest.max_symbols=100000");
        String message = assertThrows(ConfigException.class, () -> room.limit(much, "my.yaml"))
                .getMessage();
        assertTrue(
                message.startsWith("my.yaml: ingest.max_symbols is 100000, but this node's heap of 512 MB has room for "
                        + fits + " symbols"),
                message);
        assertTrue(message.contains("set ingest.max_symbols to at most " + fits), message);
        long megabytes = Long.parseLong(message.replaceAll(".*-Xmx(\\d+)m", "$1"));
        assertEquals(100_000, room(megabytes * MB, much).limit(much, "x"), "the heap that is proposed is enough");
    }

    @Test
    void moreTimeframesIndicatorsAndStrategiesTakeMoreRoomAndFewerRolesLess() {
        long usual = room(512 * MB, config()).fits();
        assertTrue(room(512 * MB, config("indicators.timeframes=[raw, 1m]")).fits() > usual);
        assertTrue(room(512 * MB, config("indicators.names=[sma(5000)]")).fits() < usual / 4);
        assertTrue(room(512 * MB, config("signals.strategies=[]")).fits() > usual);
        AppConfig config = config();
        assertTrue(new SymbolRoom(config, Set.of(Role.INDICATOR), 512 * MB).fits() > usual);
        assertEquals(1_000_000, new SymbolRoom(config, Set.of(Role.INGEST, Role.BALANCE), 64 * MB).fits());
    }

    @Test
    void aStoreWithMoreSymbolsThanFitIsRefusedWithAHeapThatIsEnough() {
        AppConfig config = config();
        SymbolRoom small = room(96 * MB, config);
        small.requireRoomFor(small.fits());
        String message = assertThrows(ConfigException.class, () -> small.requireRoomFor(60_000))
                .getMessage();
        assertTrue(
                message.startsWith("the store holds 60000 symbols, but this node's heap of 96 MB has room for "),
                message);
        room(Long.parseLong(message.replaceAll(".*-Xmx(\\d+)m.*", "$1")) * MB, config)
                .requireRoomFor(60_000);
    }

    @Test
    void theNumberIsAmongTheSettingsThatAreShown() {
        ConfigLoader loader = new ConfigLoader(AppConfig.DEFAULTS);
        AppConfig settled = SymbolRoom.settle(loader, Role.computing());
        Integer limit = settled.ingest().maxSymbols();
        assertTrue(
                loader.show().contains("max_symbols: " + limit + "  # default, what fits a heap of "), loader.show());
    }
}
