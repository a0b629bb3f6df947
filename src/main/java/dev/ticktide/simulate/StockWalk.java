package dev.ticktide.simulate;

import dev.ticktide.market.Candle;
import dev.ticktide.numeric.StableHash;
import java.util.SplittableRandom;

/**
 * The price of one stock: a geometric random walk whose drift and volatility follow the regime. A step of any length
 * has the statistics of its length (deviation grows with the square root), so coarse history and fine live data fit
 * together. The same seed and the same steps yield the same candles. Confined to one thread.
 */
final class StockWalk {

    private static final int SUB_STEPS = 6;
    private static final double REVERSION_PER_SECOND = 1.0 / 150;

    /** Weak enough not to be seen in an hour, strong enough that a demo left alone for weeks keeps plausible prices. */
    private static final double HOMING_PER_SECOND = 1.0 / 172_800;

    /** In seconds' deviations: a calm stock jumps less than a lively one. */
    private static final double JUMP_LOW = 30;

    private static final double JUMP_HIGH = 75;
    private static final double VOLUME_PER_SECOND = 400;
    private static final double MICROS = 1e6;

    private final Listing listing;
    private final long seed;
    private SplittableRandom random;

    /** What candles show is rounded to ticks; the walk itself is not, or short steps of cheap stocks would be lost. */
    private double exact;

    private double price;
    private long lastTime = Long.MIN_VALUE;
    private Regime regime = Regime.CALM;
    private double regimeSecondsLeft;
    private double regimeStartPrice;
    private double pendingJump;
    private double lastReturn;

    StockWalk(Listing listing, long seed) {
        this.listing = listing;
        this.seed = seed ^ StableHash.of(listing.symbol());
        this.random = new SplittableRandom(this.seed);
        this.exact = listing.startPrice();
        this.price = round(exact);
        this.regimeStartPrice = exact;
    }

    Listing listing() {
        return listing;
    }

    double price() {
        return price;
    }

    /** Continues from a stored candle with a new random sequence: a restart must not repeat the previous prices. */
    void goOnFrom(double close, long time) {
        random = new SplittableRandom(seed ^ Long.rotateLeft(time, 32));
        exact = close;
        price = round(close);
        regimeStartPrice = exact;
        lastTime = time;
    }

    /** The end of the last candle; {@link Long#MIN_VALUE} before the first. */
    long lastTime() {
        return lastTime;
    }

    /** The regime of the last candle. */
    Regime regime() {
        return regime;
    }

    /** Return of the last candle in units of what its length lets expect. */
    double surprise() {
        return lastReturn;
    }

    /** The candle of the {@code stepMicros} up to {@code time}; it opens where the last one closed. */
    Candle next(long time, long stepMicros) {
        double seconds = stepMicros / MICROS;
        if (regimeSecondsLeft <= 0) {
            switchRegime();
        }
        regimeSecondsLeft -= seconds;
        double open = price;
        double high = exact;
        double low = exact;
        double at = exact * (1 + pendingJump);
        pendingJump = 0;
        for (int i = 0; i < SUB_STEPS; i++) {
            at = move(at, seconds / SUB_STEPS);
            high = Math.max(high, at);
            low = Math.min(low, at);
        }
        double close = round(at);
        high = Math.max(round(high), Math.max(open, close));
        low = Math.min(round(low), Math.min(open, close));
        lastReturn = (at / exact - 1) / (listing.volatility() * Math.sqrt(seconds));
        exact = at;
        price = close;
        lastTime = time;
        return new Candle(listing.symbol(), time, open, high, low, close, volume(seconds));
    }

    private double move(double at, double seconds) {
        double sigma = listing.volatility() * regime.volatility();
        double expected = regime.drift() * listing.volatility() * seconds
                + StrictMath.log(listing.startPrice() / at) * HOMING_PER_SECOND * seconds;
        double deviation = sigma * Math.sqrt(seconds);
        if (regime == Regime.MEAN_REVERTING) {
            // The exact step of an Ornstein-Uhlenbeck process in the logarithm, right for steps of any length.
            double decay = StrictMath.exp(-REVERSION_PER_SECOND * seconds);
            expected += StrictMath.log(regimeStartPrice / at) * (1 - decay);
            deviation = sigma * Math.sqrt((1 - decay * decay) / (2 * REVERSION_PER_SECOND));
        }
        return Math.max(0.0001, at * StrictMath.exp(expected + deviation * gaussian()));
    }

    private void switchRegime() {
        Regime[] all = Regime.values();
        Regime next;
        do {
            next = all[random.nextInt(all.length)];
        } while (next == regime);
        regime = next;
        regimeSecondsLeft = -StrictMath.log(1 - random.nextDouble()) * regime.meanSeconds();
        regimeStartPrice = exact;
        if (regime == Regime.JUMP) {
            double size = listing.volatility() * (JUMP_LOW + random.nextDouble() * (JUMP_HIGH - JUMP_LOW));
            pendingJump = random.nextBoolean() ? size : -size;
        }
    }

    private double volume(double seconds) {
        double typical = VOLUME_PER_SECOND * seconds * 200 / listing.startPrice();
        return Math.rint(typical * (1 + Math.abs(lastReturn)) * StrictMath.exp(0.4 * gaussian())) + 1;
    }

    /** Marsaglia's polar method: the JDK's own Gaussian may differ between releases, a seed's market must not. */
    private double gaussian() {
        double x;
        double square;
        do {
            x = 2 * random.nextDouble() - 1;
            double y = 2 * random.nextDouble() - 1;
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        return x * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
    }

    /** The least step of a price. */
    static double tick(double price) {
        return price < 1 ? 0.0001 : 0.01;
    }

    private static double round(double price) {
        double scale = price < 1 ? 10_000 : 100;
        return Math.max(1 / scale, Math.rint(price * scale) / scale);
    }
}
