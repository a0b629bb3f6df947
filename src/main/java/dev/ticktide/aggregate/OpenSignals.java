package dev.ticktide.aggregate;

import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.Side;
import dev.ticktide.market.Signal;
import dev.ticktide.market.SignalScore;
import dev.ticktide.market.Timeframe;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The signals of one symbol whose outcome is not known yet, and the record of those whose outcome is. A signal's own bar is
 * bar 0; after the last horizon it leaves, so there are never more of them than bars in that horizon. Confined to one thread.
 */
final class OpenSignals {

    private static final int LAST_HORIZON = Track.HORIZONS[Track.HORIZONS.length - 1];

    private final List<Open> open = new ArrayList<>();
    private final Map<Track.Key, Track> tracks = new TreeMap<>();

    private static final class Open {
        private final String id;
        private final Track.Key key;
        private final double price;
        private int bars;

        Open(String id, Track.Key key, double price, int bars) {
            this.id = id;
            this.key = key;
            this.price = price;
            this.bars = bars;
        }
    }

    void raised(Signal signal) {
        Track.Key key = new Track.Key(signal.strategy(), signal.timeframe(), signal.side());
        tracks.computeIfAbsent(key, unused -> new Track());
        open.add(new Open(signal.id(), key, signal.price(), 0));
    }

    /** Counts a closed bar for the signals of its timeframe; gives the outcomes that are known by it. */
    List<SignalScore> on(BarUpdate bar) {
        List<SignalScore> scores = List.of();
        for (Iterator<Open> each = open.iterator(); each.hasNext(); ) {
            Open signal = each.next();
            if (!signal.key.timeframe().equals(bar.timeframe())) {
                continue;
            }
            signal.bars++;
            for (int i = 0; i < Track.HORIZONS.length; i++) {
                if (signal.bars == Track.HORIZONS[i]) {
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

    Map<Track.Key, Track> tracks() {
        return tracks;
    }

    void write(WireWriter out) {
        out.writeVar(open.size());
        for (Open signal : open) {
            out.writeString(signal.id);
            write(out, signal.key);
            out.writeDouble(signal.price).writeVar(signal.bars);
        }
        out.writeVar(tracks.size());
        tracks.forEach((key, track) -> {
            write(out, key);
            track.write(out);
        });
    }

    void read(WireReader in) {
        for (int i = in.readCount(); i > 0; i--) {
            open.add(new Open(in.readString(), readKey(in), in.readDouble(), in.readInt()));
        }
        for (int i = in.readCount(); i > 0; i--) {
            tracks.put(readKey(in), Track.read(in));
        }
    }

    private SignalScore score(Open signal, int horizon, BarUpdate bar) {
        double forwardReturn = bar.bar().close() / signal.price - 1;
        SignalScore score =
                new SignalScore(signal.id, bar.symbol(), Track.HORIZONS[horizon], forwardReturn, signal.key.side());
        tracks.computeIfAbsent(signal.key, unused -> new Track()).score(horizon, forwardReturn, score.hit());
        return score;
    }

    private static void write(WireWriter out, Track.Key key) {
        out.writeString(key.strategy()).writeString(key.timeframe().name());
        out.writeBoolean(key.side() == Side.SELL);
    }

    private static Track.Key readKey(WireReader in) {
        String strategy = in.readString();
        Timeframe timeframe = Timeframe.parse(in.readString());
        return new Track.Key(strategy, timeframe, in.readBoolean() ? Side.SELL : Side.BUY);
    }
}
