package dev.ticktide.simulate;

import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.numeric.StableHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The economy's figures, each in its own rhythm: a month of a real economy lasts an hour here, so that a day of the demo sees two
 * years of it. A figure is near its last one and stays near its level. A function of the seed and the time, so that a restart goes
 * on where it was. Stateless, thread-safe.
 */
final class Economy {

    private static final long MONTH = 3_600_000_000L;
    private static final List<Figure> FIGURES = List.of(
            new Figure("GDP Growth Rate", 2.4, 0.9, 0.1, 3 * MONTH, 0),
            new Figure("Inflation Rate", 3.1, 0.5, 0.1, MONTH, 12),
            new Figure("Unemployment Rate", 4.2, 0.4, 0.1, MONTH, 4),
            new Figure("Interest Rate", 4.5, 0.5, 0.25, 3 * MONTH / 2, 20),
            new Figure("Initial Jobless Claims (thousands)", 222, 9, 1, MONTH * 12 / 52, 2));

    /** How much of a deviation from the level is still there at the next release. */
    private static final double KEPT = 0.9;

    /** After so many releases nothing is left of a shock. */
    private static final int REMEMBERED = 60;

    private static final long MINUTE = 60_000_000L;

    private final long seed;

    Economy(long seed) {
        this.seed = seed;
    }

    /**
     * @param deviation how far it usually is from its level
     * @param grain it is published in whole multiples of this
     * @param period from release to release, microseconds
     * @param minute of the period at which it comes out
     */
    record Figure(String name, double level, double deviation, double grain, long period, int minute) {}

    static List<Figure> figures() {
        return FIGURES;
    }

    /** What comes out after {@code from} and until {@code to}, epoch microseconds, in the order of time. */
    List<EconomicIndicator> released(long from, long to) {
        List<EconomicIndicator> released = new ArrayList<>();
        for (Figure figure : FIGURES) {
            long offset = figure.minute * MINUTE;
            for (long n = Math.floorDiv(from - offset, figure.period) + 1; n * figure.period + offset <= to; n++) {
                released.add(new EconomicIndicator(figure.name, n * figure.period + offset, value(figure, n)));
            }
        }
        released.sort(Comparator.comparingLong(EconomicIndicator::time));
        return released;
    }

    private double value(Figure figure, long n) {
        double away = 0;
        for (int i = REMEMBERED; i >= 0; i--) {
            away = KEPT * away + shock(figure, n - i);
        }
        double exact = figure.level + figure.deviation * Math.sqrt(1 - KEPT * KEPT) * away;
        return Math.rint(Math.rint(exact / figure.grain) * figure.grain * 100) / 100;
    }

    /** Mean 0, deviation 1, never beyond 3.5. */
    private double shock(Figure figure, long n) {
        SplittableRandom random = new SplittableRandom(seed ^ StableHash.of(figure.name) ^ Long.rotateLeft(n, 32));
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            sum += random.nextDouble() - 0.5;
        }
        return sum * Math.sqrt(3);
    }
}
