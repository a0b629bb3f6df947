package dev.ticktide.aggregate;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.signal.Reliability;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;

/**
 * How often the price of one symbol rose and fell over each horizon on one timeframe, counted from every closed bar as a signal
 * on it would be: in at the open of the next bar, out at the close of bar {@code horizon}. Confined to one thread.
 */
final class BaseRates {

    private static final int WINDOW = HitStatistics.HORIZONS[HitStatistics.HORIZONS.length - 1];

    private final double[] opens = new double[WINDOW];
    private final long[] rises = new long[HitStatistics.HORIZONS.length];
    private final long[] falls = new long[HitStatistics.HORIZONS.length];
    private final CompensatedSum[] returns = {new CompensatedSum(), new CompensatedSum(), new CompensatedSum()};
    private long bars;

    /** Counts a closed bar: for each horizon it ends the stretch that began at an earlier bar's open. */
    void on(Bar bar) {
        opens[(int) (bars % WINDOW)] = bar.open();
        bars++;
        for (int i = 0; i < HitStatistics.HORIZONS.length; i++) {
            if (samples(i) > 0) {
                double entry = opens[(int) ((bars - HitStatistics.HORIZONS[i]) % WINDOW)];
                double forwardReturn = bar.close() / entry - 1;
                rises[i] += forwardReturn > 0 ? 1 : 0;
                falls[i] += forwardReturn < 0 ? 1 : 0;
                returns[i].add(forwardReturn);
            }
        }
    }

    Reliability.Base of(int horizon, Side side) {
        long samples = samples(horizon);
        long hits = side == Side.BUY ? rises[horizon] : falls[horizon];
        double mean = samples == 0 ? 0 : 0.0 + side.sign() * returns[horizon].value() / samples;
        return new Reliability.Base(samples, hits, samples - rises[horizon] - falls[horizon], mean);
    }

    void write(WireWriter out) {
        out.writeVar(bars).writeDoubles(opens);
        for (int i = 0; i < HitStatistics.HORIZONS.length; i++) {
            out.writeVar(rises[i]).writeVar(falls[i]);
            returns[i].write(out);
        }
    }

    static BaseRates read(WireReader in) {
        BaseRates rates = new BaseRates();
        rates.bars = in.readVar();
        double[] opens = in.readDoubles();
        if (opens.length != WINDOW) {
            throw new IllegalArgumentException(WINDOW + " opens are needed, was " + opens.length);
        }
        System.arraycopy(opens, 0, rates.opens, 0, WINDOW);
        for (int i = 0; i < HitStatistics.HORIZONS.length; i++) {
            rates.rises[i] = in.readVar();
            rates.falls[i] = in.readVar();
            rates.returns[i].read(in);
        }
        return rates;
    }

    /** Stretches that have ended. A bar alone has no bar before it that could have carried a signal. */
    private long samples(int horizon) {
        return Math.max(0, bars - HitStatistics.HORIZONS[horizon]);
    }
}
