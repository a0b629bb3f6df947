package dev.ticktide.formula;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A price that stands still, as a halted stock's does, scales both averages alike: the RSI stays, however long it takes. */
class StandstillTest {

    private static final double STILL = 100.5;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 14, 200})
    void theRsiStaysWhereItWasWhileThePriceStandsStill(int period) {
        Rsi rsi = moved(period);
        double before = rsi.update(STILL);
        for (int i = 0; i < 300_000; i++) {
            assertEquals(before, rsi.update(STILL), 1e-9, () -> "period " + period);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0x1p-46, 0.01, 50})
    void afterAStandstillOnlyTheNewChangesCount(double step) {
        Rsi rsi = moved(14);
        for (int i = 0; i < 50_000; i++) {
            rsi.update(STILL);
        }
        assertEquals(100, rsi.update(STILL + step));
        // The gain has shrunk to 13/14 of itself when the loss of the same size arrives.
        assertEquals(100 * 13.0 / 27, rsi.update(STILL), 1e-9);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneSidedHistoryStaysOneSided(boolean up) {
        Rsi rsi = new Rsi(14);
        for (int i = 0; i < 50; i++) {
            rsi.update(100 + (up ? i : -i));
        }
        for (int i = 0; i < 50_000; i++) {
            assertEquals(up ? 100 : 0, rsi.update(up ? 149 : 51));
        }
    }

    private static Rsi moved(int period) {
        Rsi rsi = new Rsi(period);
        Random random = new Random(7);
        for (int i = 0; i < 3 * period + 10; i++) {
            rsi.update(100 + random.nextDouble());
        }
        return rsi;
    }
}
