package dev.ticktide.formula;

import java.util.Random;

/** Closes made from a seed. */
public final class Walks {

    public static final double LOWEST = 1e-5;
    public static final double HIGHEST = 1e6;

    private Walks() {}

    /** A stock of about 100 with steps of about one per cent, in whole cents: never below 1, never twice alike for long. */
    public static double[] cents(long seed, int length) {
        Random random = new Random(seed);
        double[] closes = new double[length];
        double price = 100;
        for (int i = 0; i < length; i++) {
            price = Math.max(1, price * (1 + 0.02 * (random.nextDouble() - 0.5)));
            closes[i] = Math.round(price * 100) / 100.0;
        }
        return closes;
    }

    /** Steps of up to {@code step} (0.1 is ten per cent) within the widest range of prices, with stretches of no change. */
    public static double[] wild(long seed, int length, double step) {
        Random random = new Random(seed);
        double[] closes = new double[length];
        double price = anyPrice(random);
        for (int i = 0; i < length; i++) {
            if (random.nextInt(8) > 0) {
                price = clamp(price * Math.exp(step * (2 * random.nextDouble() - 1)));
            }
            closes[i] = price;
        }
        return closes;
    }

    /** Every price anywhere between the lowest and the highest, whatever came before. */
    public static double[] jumps(long seed, int length) {
        Random random = new Random(seed);
        double[] closes = new double[length];
        for (int i = 0; i < length; i++) {
            closes[i] = anyPrice(random);
        }
        return closes;
    }

    private static double anyPrice(Random random) {
        return clamp(LOWEST * Math.pow(HIGHEST / LOWEST, random.nextDouble()));
    }

    private static double clamp(double price) {
        return Math.min(HIGHEST, Math.max(LOWEST, price));
    }
}
