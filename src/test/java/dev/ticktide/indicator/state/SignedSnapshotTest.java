package dev.ticktide.indicator.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.Candle;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.wire.WireException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Snapshots whose checksum is right although their content isn't: another version's, or a defect's. Whatever they hold, the
 * caller gets the one exception by which it drops them; any other would keep the partition from ever starting again.
 */
class SignedSnapshotTest {

    private static final IndicatorSettings SETTINGS = IndicatorSettings.DEFAULTS;
    private static final double ORDER_PRICE = 560.75;

    @Example
    void theSigningHereIsTheRealOne() {
        byte[] snapshot = snapshot();
        byte[] signed = sign(snapshot.clone());
        assertArrayEquals(snapshot, signed);
        assertArrayEquals(snapshot, PartitionState.restore(signed, SETTINGS).snapshot());
    }

    @Example
    void aRecordThatIsNoLongerValidMakesItUnreadable() {
        byte[] snapshot = snapshot();
        ByteBuffer.wrap(snapshot).putDouble(indexOf(snapshot, ORDER_PRICE), -1);
        WireException refusal =
                assertThrows(WireException.class, () -> PartitionState.restore(sign(snapshot), SETTINGS));
        assertTrue(refusal.getMessage().contains("price"), refusal.getMessage());
    }

    @Example
    void anotherFormatIsRefusedByName() {
        byte[] snapshot = snapshot();
        snapshot[0]++;
        WireException refusal =
                assertThrows(WireException.class, () -> PartitionState.restore(sign(snapshot), SETTINGS));
        assertEquals("another format", refusal.getMessage());
    }

    @Property(tries = 3_000)
    void whateverItHoldsItIsReadOrRefused(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int changes) {
        byte[] snapshot = snapshot();
        Random random = new Random(seed);
        for (int i = 0; i < changes; i++) {
            snapshot[random.nextInt(snapshot.length)] = (byte) random.nextInt(256);
        }
        try {
            PartitionState.restore(sign(snapshot), SETTINGS);
        } catch (WireException e) {
            assertTrue(e.getMessage().length() > 5, e.getMessage());
        }
    }

    private static byte[] snapshot() {
        PartitionState state = new PartitionState(3, SETTINGS);
        long seq = 0;
        for (int i = 0; i < 25; i++) {
            long time = 1_644_016_200_000_000L + i * 40_000_000L;
            MarketEvent event = i % 5 == 4
                    ? new OrderBookEntry("AAPL", time, Side.SELL, ORDER_PRICE, 50)
                    : new Candle("AAPL", time, 100, 102 + i, 99, 100 + i, 10);
            state.apply(new LogEntry(3, ++seq, time + 9, false, event), update -> {});
        }
        return state.snapshot();
    }

    private static byte[] sign(byte[] snapshot) {
        CRC32C crc = new CRC32C();
        crc.update(snapshot, 0, snapshot.length - Long.BYTES);
        ByteBuffer.wrap(snapshot).putLong(snapshot.length - Long.BYTES, crc.getValue());
        return snapshot;
    }

    private static int indexOf(byte[] snapshot, double value) {
        ByteBuffer buffer = ByteBuffer.wrap(snapshot);
        for (int i = 0; i <= snapshot.length - Double.BYTES; i++) {
            if (Double.compare(buffer.getDouble(i), value) == 0) {
                return i;
            }
        }
        throw new IllegalStateException("there is no " + value + " in the snapshot");
    }
}
