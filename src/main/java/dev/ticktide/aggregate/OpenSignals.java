package dev.ticktide.aggregate;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.Reliability;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The signals of one symbol whose outcome is not known yet, and the record of those whose outcome is. A signal's own bar is
 * bar 0 and the open of bar 1 the price it is measured from; after the last horizon it leaves, so there are never more of them
 * than bars in that horizon. Confined to one thread.
 */
final class OpenSignals {

    private static final int LAST_HORIZON = HitStatistics.HORIZONS[HitStatistics.HORIZONS.length - 1];

    private final List<Open> open = new ArrayList<>();
    private final Map<HitStatistics.StrategyKey, HitStatistics> tracks = new TreeMap<>();
    private final Map<Timeframe, BaseRates> baseRates = new HashMap<>();

    private static final class Open {
        private final String id;
        private final HitStatistics.StrategyKey key;
        /** {@code NaN} until the bar after the signal's has closed. */
        private double entry;

        private int bars;

        Open(String id, HitStatistics.StrategyKey key, double entry, int bars) {
            this.id = id;
            this.key = key;
            this.entry = entry;
            this.bars = bars;
        }
    }

    void raised(Signal signal) {
        HitStatistics.StrategyKey key =
                HitStatistics.StrategyKey.of(signal.strategy(), signal.version(), signal.timeframe(), signal.side());
        tracks.computeIfAbsent(key, unused -> new HitStatistics());
        open.add(new Open(signal.id(), key, Double.NaN, 0));
    }

    /** Counts a closed bar for the signals of its timeframe; returns the outcomes that become known with it. */
    List<SignalScore> on(BarUpdate bar) {
        baseRates.computeIfAbsent(bar.timeframe(), unused -> new BaseRates()).on(bar.bar());
        List<SignalScore> scores = List.of();
        for (Iterator<Open> each = open.iterator(); each.hasNext(); ) {
            Open signal = each.next();
            if (!signal.key.timeframe().equals(bar.timeframe())) {
                continue;
            }
            signal.bars++;
            signal.entry = signal.bars == 1 ? bar.bar().open() : signal.entry;
            for (int i = 0; i < HitStatistics.HORIZONS.length; i++) {
                if (signal.bars == HitStatistics.HORIZONS[i]) {
                    scores = scores.isEmpty() ? new ArrayList<>() : scores;
                    scores.add(score(signal, i, bar));
                }
            }
            if (signal.bars == LAST_HORIZON) {
                each.remove();
            }
        }
        return scores;
    }

    /** In the order of summaries. */
    List<Reliability> reliability() {
        List<Reliability> list = new ArrayList<>();
        tracks.forEach((key, track) -> list.addAll(
                track.reliability(key, baseRates.computeIfAbsent(key.timeframe(), unused -> new BaseRates()))));
        return list;
    }

    void write(WireWriter out) {
        out.writeVar(open.size());
        for (Open signal : open) {
            out.writeString(signal.id);
            write(out, signal.key);
            out.writeDouble(signal.entry).writeVar(signal.bars);
        }
        out.writeVar(tracks.size());
        tracks.forEach((key, track) -> {
            write(out, key);
            track.write(out);
        });
        // Sorted, because a hash map's order is no part of the state.
        List<Map.Entry<Timeframe, BaseRates>> rates = new ArrayList<>(baseRates.entrySet());
        rates.sort(Comparator.comparing(each -> each.getKey().name()));
        out.writeVar(rates.size());
        for (Map.Entry<Timeframe, BaseRates> each : rates) {
            out.writeString(each.getKey().name());
            each.getValue().write(out);
        }
    }

    void read(WireReader in) {
        for (int i = in.readCount(); i > 0; i--) {
            open.add(new Open(in.readString(), readKey(in), in.readDouble(), in.readInt()));
        }
        for (int i = in.readCount(); i > 0; i--) {
            tracks.put(readKey(in), HitStatistics.read(in));
        }
        for (int i = in.readCount(); i > 0; i--) {
            baseRates.put(Timeframe.parse(in.readString()), BaseRates.read(in));
        }
    }

    private SignalScore score(Open signal, int horizon, BarUpdate bar) {
        double forwardReturn = bar.bar().close() / signal.entry - 1;
        SignalScore score = new SignalScore(
                signal.id, bar.symbol(), HitStatistics.HORIZONS[horizon], forwardReturn, signal.key.side());
        tracks.computeIfAbsent(signal.key, unused -> new HitStatistics()).score(horizon, score);
        return score;
    }

    private static void write(WireWriter out, HitStatistics.StrategyKey key) {
        out.writeString(key.strategy()).writeVar(key.version());
        out.writeString(key.timeframe().name());
        out.writeBoolean(key.side() == Side.SELL);
    }

    private static HitStatistics.StrategyKey readKey(WireReader in) {
        String strategy = in.readString();
        int version = in.readInt();
        Timeframe timeframe = Timeframe.parse(in.readString());
        return HitStatistics.StrategyKey.of(strategy, version, timeframe, in.readBoolean() ? Side.SELL : Side.BUY);
    }
}
