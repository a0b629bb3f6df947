package dev.ticktide.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.Candle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The labels are true: what each regime promises can be measured in the candles that carry its name. */
@Tag("slow")
class RegimeTest {

    private static final long SECOND = 1_000_000;
    private static final long START = 1_700_000_000_000_000L;
    private static final int HOURS = 200;
    private static final int CALM_SEARCH_MINUTES = 2_400;

    /** A price at which no rounding shows. */
    private static final Listing FINE = new Listing("FINE", 50_000, 1.5e-4, 1e9, 20);

    @Test
    void trendsGoWhereTheirNameSays() {
        Map<Regime, List<Double>> returns = returnsBySpan();
        assertSignificant(1, returns.get(Regime.TREND_UP));
        assertSignificant(-1, returns.get(Regime.TREND_DOWN));
    }

    @Test
    void revertingPricesTakeTheirMovesBack() {
        Map<Regime, Double> ratios = varianceRatios();
        assertTrue(ratios.get(Regime.MEAN_REVERTING) < 0.6, ratios::toString);
        assertEquals(1, ratios.get(Regime.CALM), 0.2, ratios::toString);
    }

    @Test
    void calmMovesLessAndJumpsMoveMore() {
        Map<Regime, Double> deviation = deviations();
        assertTrue(deviation.get(Regime.CALM) < 0.5 * deviation.get(Regime.TREND_UP), deviation::toString);
        assertTrue(deviation.get(Regime.JUMP) > 1.5 * deviation.get(Regime.TREND_UP), deviation::toString);
    }

    /** Seconds of tenths, ones and minutes: the same market, so the same deviation over the same time. */
    @Test
    void aMoveGrowsWithTheSquareRootOfItsTime() {
        // Cheap enough that a tenth of a second moves far less than a cent.
        Listing cheap = new Listing("CHEAP", 25, 1.5e-4, 1e9, 20);
        for (Listing listing : List.of(FINE, cheap)) {
            double minute = deviationPerRootSecond(listing, 60 * SECOND);
            assertEquals(1, deviationPerRootSecond(listing, SECOND) / minute, 0.2, listing.symbol() + " by seconds");
            assertEquals(
                    1, deviationPerRootSecond(listing, SECOND / 10) / minute, 0.2, listing.symbol() + " by tenths");
        }
    }

    @Test
    void biggerMovesComeWithMoreVolume() {
        MarketSimulator market = new MarketSimulator(5, List.of(FINE));
        List<Candle> candles = new ArrayList<>();
        for (int i = 1; i <= 20_000; i++) {
            candles.addAll(market.candles(START + i * SECOND, SECOND));
        }
        candles.sort((a, b) -> Double.compare(Math.abs(change(a)), Math.abs(change(b))));
        double quiet = candles.subList(0, 5_000).stream()
                .mapToDouble(Candle::volume)
                .average()
                .orElseThrow();
        double loud = candles.subList(15_000, 20_000).stream()
                .mapToDouble(Candle::volume)
                .average()
                .orElseThrow();
        assertTrue(loud > 1.5 * quiet, loud + " against " + quiet);
    }

    /** Mean of the spans' returns, in standard errors. */
    private static void assertSignificant(int sign, List<Double> returns) {
        double mean = returns.stream().mapToDouble(each -> each).average().orElseThrow();
        double variance = returns.stream()
                        .mapToDouble(each -> (each - mean) * (each - mean))
                        .sum()
                / returns.size();
        double t = sign * mean / Math.sqrt(variance / returns.size());
        assertTrue(returns.size() > 50 && t > 4, "t " + t + " over " + returns.size() + " spans");
    }

    private static Map<Regime, List<Double>> returnsBySpan() {
        MarketSimulator market = new MarketSimulator(3, List.of(FINE));
        Map<Regime, List<Double>> returns = new EnumMap<>(Regime.class);
        Regime before = null;
        double sum = 0;
        for (int i = 1; i <= HOURS * 360; i++) {
            double move =
                    change(market.candles(START + i * 10L * SECOND, 10 * SECOND).get(0));
            Regime now = market.regime("FINE");
            if (before != null && now != before) {
                returns.computeIfAbsent(before, key -> new ArrayList<>()).add(sum);
                sum = 0;
            }
            sum += move;
            before = now;
        }
        return returns;
    }

    /** Variance of a long move over what as many short ones would have; 1 without memory, less when moves are taken back. */
    private static Map<Regime, Double> varianceRatios() {
        int length = 40;
        MarketSimulator market = new MarketSimulator(4, List.of(FINE));
        Map<Regime, double[]> sums = new EnumMap<>(Regime.class);
        Regime before = null;
        double run = 0;
        double squares = 0;
        int count = 0;
        for (int i = 1; i <= HOURS * 360; i++) {
            double move =
                    change(market.candles(START + i * 10L * SECOND, 10 * SECOND).get(0));
            Regime now = market.regime("FINE");
            if (now != before || count == length) {
                if (count == length) {
                    double[] sum = sums.computeIfAbsent(before, key -> new double[2]);
                    sum[0] += run * run;
                    sum[1] += squares;
                }
                run = 0;
                squares = 0;
                count = 0;
            }
            run += move;
            squares += move * move;
            count++;
            before = now;
        }
        Map<Regime, Double> ratios = new EnumMap<>(Regime.class);
        sums.forEach((regime, sum) -> ratios.put(regime, sum[0] / sum[1]));
        return ratios;
    }

    private static Map<Regime, Double> deviations() {
        MarketSimulator market = new MarketSimulator(6, List.of(FINE));
        Map<Regime, double[]> sums = new EnumMap<>(Regime.class);
        for (int i = 1; i <= HOURS * 360; i++) {
            double move =
                    change(market.candles(START + i * 10L * SECOND, 10 * SECOND).get(0));
            double[] sum = sums.computeIfAbsent(market.regime("FINE"), key -> new double[2]);
            sum[0] += move * move;
            sum[1]++;
        }
        Map<Regime, Double> deviations = new EnumMap<>(Regime.class);
        sums.forEach((regime, sum) -> deviations.put(regime, Math.sqrt(sum[0] / sum[1])));
        return deviations;
    }

    /** Measured over minutes in CALM, where nothing but the walk itself moves the price. */
    private static double deviationPerRootSecond(Listing listing, long step) {
        MarketSimulator market = new MarketSimulator(8, List.of(listing));
        int perMinute = (int) (60 * SECOND / step);
        double squares = 0;
        int minutes = 0;
        for (int minute = 0; minute < CALM_SEARCH_MINUTES; minute++) {
            boolean calm = true;
            double begin = 0;
            double end = 0;
            for (int i = 1; i <= perMinute; i++) {
                Candle candle = market.candles(START + ((long) minute * perMinute + i) * step, step)
                        .get(0);
                calm &= market.regime(listing.symbol()) == Regime.CALM;
                begin = i == 1 ? candle.open() : begin;
                end = candle.close();
            }
            if (calm) {
                squares += Math.pow(Math.log(end / begin), 2);
                minutes++;
            }
        }
        return Math.sqrt(squares / minutes / 60);
    }

    private static double change(Candle candle) {
        return Math.log(candle.close() / candle.open());
    }
}
