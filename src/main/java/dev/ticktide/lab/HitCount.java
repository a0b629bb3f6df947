package dev.ticktide.lab;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.signal.Reliability;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * How often the price went a side's way after some bars, and after any bar, as live signals are judged: in at the open of the next
 * bar, out at the close of bar {@code horizon}. Confined to one thread.
 */
final class HitCount {

    private int samples;
    private int hits;
    private int ties;
    private double gains;

    private HitCount() {}

    /**
     * What became of the chosen bars.
     *
     * @param bars oldest first
     * @param first the first of them that counts
     * @param signals whether there is a signal of the side at a bar, by its place
     */
    static Reliability of(
            Timeframe timeframe, Side side, int horizon, List<Bar> bars, int first, IntPredicate signals) {
        HitCount raised = new HitCount();
        HitCount all = new HitCount();
        for (int i = first; i + horizon < bars.size(); i++) {
            double forward = bars.get(i + horizon).close() / bars.get(i + 1).open() - 1;
            all.add(side, forward);
            if (signals.test(i)) {
                raised.add(side, forward);
            }
        }
        Reliability.Base base = new Reliability.Base(all.samples, all.hits, all.ties, all.meanGain());
        return new Reliability(
                Preview.STRATEGY,
                Preview.VERSION,
                timeframe,
                side,
                horizon,
                raised.samples,
                raised.hits,
                raised.ties,
                raised.meanGain(),
                base);
    }

    private void add(Side side, double forward) {
        samples++;
        hits += side.sign() * forward > 0 ? 1 : 0;
        ties += forward == 0 ? 1 : 0;
        gains += side.sign() * forward;
    }

    private double meanGain() {
        return samples == 0 ? 0 : 0.0 + gains / samples;
    }
}
