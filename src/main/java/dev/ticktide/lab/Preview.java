package dev.ticktide.lab;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.signal.Reliability;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a strategy would have done on bars of the past. Its signals are those that the signal stage would have raised: one for
 * each side and bar on which the rule holds. Immutable.
 *
 * @param bars on which the rules were evaluated
 * @param warmUpBars before them, from which the plan got its state and of which no signal counts
 * @param firstTime start of the first evaluated bar, epoch microseconds; {@code Long.MIN_VALUE} without bars
 * @param lastTime the same of the last one
 * @param signals oldest first; at one bar a buy before a sell
 * @param reliability by side, and within it by horizon
 */
public record Preview(
        int bars,
        int warmUpBars,
        long firstTime,
        long lastTime,
        List<PreviewSignal> signals,
        List<Reliability> reliability) {

    /** The most bars on which rules are evaluated at once. */
    public static final int MAX_BARS = 5_000;

    /** As which a text that has no name yet appears in its results. */
    static final String STRATEGY = "draft";

    static final int VERSION = 1;

    /** Bars read ahead for each one of the warm-up: averages that never forget agree with the full history after so many. */
    private static final int WARM_UPS = 40;

    /** Bars after which a run that is not wanted any more ends. */
    private static final int BARS_BETWEEN = 32;

    private static final List<Integer> HORIZONS = List.of(5, 10, 20);

    /**
     * A signal that a strategy would have raised.
     *
     * @param time start of its bar, epoch microseconds
     * @param price close of its bar
     * @param strength 0 to 1; {@code NaN} if it is not known
     */
    public record PreviewSignal(long time, Side side, double price, double strength) {}

    /** How many bars to read before those that are asked for. */
    public static int barsBefore(StrategyPlan plan) {
        return (int) Math.min(MAX_BARS, (long) WARM_UPS * plan.warmUpBars());
    }

    /**
     * Runs a strategy over bars.
     *
     * @param read oldest first, with those of the warm-up
     * @param wanted on how many of the last ones signals count, at most; on fewer if the warm-up takes more of them
     * @param stops asked every few bars; empty as soon as it holds
     */
    public static Optional<Preview> of(
            StrategyPlan plan, Timeframe timeframe, List<Bar> read, int wanted, BooleanSupplier stops) {
        int first = Math.min(read.size(), Math.max(plan.warmUpBars() - 1, read.size() - wanted));
        first = Math.max(0, first);
        Map<Side, BitSet> raised = new EnumMap<>(Side.class);
        List<PreviewSignal> signals = new ArrayList<>();
        StrategyPlan.Run run = plan.begin();
        for (int i = 0; i < read.size(); i++) {
            if (i % BARS_BETWEEN == 0 && stops.getAsBoolean()) {
                return Optional.empty();
            }
            Bar bar = read.get(i);
            run.update(bar);
            for (Side side : Side.values()) {
                if (i >= first && run.holds(side)) {
                    raised.computeIfAbsent(side, unused -> new BitSet()).set(i);
                    signals.add(new PreviewSignal(bar.time(), side, bar.close(), run.strength()));
                }
            }
        }
        boolean isEmpty = first == read.size();
        return Optional.of(new Preview(
                read.size() - first,
                first,
                isEmpty ? Long.MIN_VALUE : read.get(first).time(),
                isEmpty ? Long.MIN_VALUE : read.get(read.size() - 1).time(),
                List.copyOf(signals),
                reliability(timeframe, read, first, raised)));
    }

    private static List<Reliability> reliability(
            Timeframe timeframe, List<Bar> bars, int first, Map<Side, BitSet> raised) {
        List<Reliability> all = new ArrayList<>();
        for (Side side : Side.values()) {
            BitSet at = raised.getOrDefault(side, new BitSet());
            HORIZONS.forEach(horizon -> all.add(HitCount.of(timeframe, side, horizon, bars, first, at::get)));
        }
        return List.copyOf(all);
    }
}
