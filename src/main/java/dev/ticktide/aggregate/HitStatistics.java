package dev.ticktide.aggregate;

import dev.ticktide.market.signal.Reliability;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The record of one strategy version, timeframe and side: per horizon how many signals, hits and ties, their summed return. */
final class HitStatistics {

    static final int[] HORIZONS = {5, 10, 20};

    private final int[] samples = new int[HORIZONS.length];
    private final int[] hits = new int[HORIZONS.length];
    private final int[] ties = new int[HORIZONS.length];
    private final CompensatedSum[] returns = {new CompensatedSum(), new CompensatedSum(), new CompensatedSum()};

    /** What a track is kept for; a new version of a strategy begins a record of its own. The order is that of summaries. */
    record StrategyKey(String strategy, int version, Timeframe timeframe, Side side)
            implements Comparable<StrategyKey> {
        private static final Comparator<StrategyKey> ORDER = Comparator.comparing(StrategyKey::strategy)
                .thenComparingInt(StrategyKey::version)
                .thenComparingLong(key -> key.timeframe.micros())
                // 60m and 1h are two timeframes of one length.
                .thenComparing(key -> key.timeframe.name())
                .thenComparing(StrategyKey::side);

        /** As many as there are strategies, timeframes and sides, and not as many for each symbol. */
        private static final Map<StrategyKey, StrategyKey> SHARED = new ConcurrentHashMap<>();

        /** The one object of this value. */
        static StrategyKey of(String strategy, int version, Timeframe timeframe, Side side) {
            StrategyKey key = new StrategyKey(strategy, version, timeframe, side);
            StrategyKey shared = SHARED.putIfAbsent(key, key);
            return shared == null ? key : shared;
        }

        @Override
        public int compareTo(StrategyKey other) {
            return ORDER.compare(this, other);
        }
    }

    void score(int horizon, SignalScore score) {
        samples[horizon]++;
        hits[horizon] += score.hit() ? 1 : 0;
        ties[horizon] += score.tie() ? 1 : 0;
        returns[horizon].add(score.gain());
    }

    List<Reliability> reliability(StrategyKey key, BaseRates base) {
        List<Reliability> list = new ArrayList<>(HORIZONS.length);
        for (int i = 0; i < HORIZONS.length; i++) {
            double mean = samples[i] == 0 ? 0 : returns[i].value() / samples[i];
            list.add(new Reliability(
                    key.strategy,
                    key.version,
                    key.timeframe,
                    key.side,
                    HORIZONS[i],
                    samples[i],
                    hits[i],
                    ties[i],
                    mean,
                    base.of(i, key.side)));
        }
        return list;
    }

    void write(WireWriter out) {
        for (int i = 0; i < HORIZONS.length; i++) {
            out.writeVar(samples[i]).writeVar(hits[i]).writeVar(ties[i]);
            returns[i].write(out);
        }
    }

    static HitStatistics read(WireReader in) {
        HitStatistics track = new HitStatistics();
        for (int i = 0; i < HORIZONS.length; i++) {
            track.samples[i] = in.readInt();
            track.hits[i] = in.readInt();
            track.ties[i] = in.readInt();
            track.returns[i].read(in);
        }
        return track;
    }
}
