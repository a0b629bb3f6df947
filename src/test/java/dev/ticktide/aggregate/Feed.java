package dev.ticktide.aggregate;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.message.SignalOutput;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** What a signal stage would send: closed bars and signals, entry by entry. */
final class Feed {

    static final int PARTITION = 3;
    static final long MINUTE = 60_000_000;
    static final Timeframe M1 = Timeframe.parse("1m");

    /** Midnight UTC, 5 February 2022. */
    static final long MIDNIGHT = 1_644_019_200_000_000L;

    private static final double[] NO_VALUES = {};

    private Feed() {}

    /** One entry of the log: the bars it closed and the signals they raised. */
    record Entry(long seq, List<BarUpdate> bars, List<Signal> signals) {}

    static BarUpdate bar(String symbol, Timeframe timeframe, long seq, long time, double close, double volume) {
        Bar bar = new Bar(time, close - 0.25, close + 1, close - 0.5, close, volume, 1);
        return new BarUpdate(symbol, timeframe, seq, time + 5, true, bar, NO_VALUES, NO_VALUES, seq, null, null);
    }

    static Signal signal(BarUpdate bar, String strategy, Side side) {
        return signal(bar, strategy, 1, side);
    }

    static Signal signal(BarUpdate bar, String strategy, int version, Side side) {
        return new Signal(
                StableHash.id(
                        bar.symbol(),
                        bar.timeframe(),
                        strategy,
                        version,
                        side,
                        bar.bar().time()),
                PARTITION,
                bar.seq(),
                bar.symbol(),
                bar.timeframe(),
                strategy,
                version,
                side,
                bar.bar().time(),
                bar.arrival(),
                bar.bar().close(),
                0.5,
                Samples.explanation(),
                new TreeMap<>());
    }

    /** Two stocks over two days: raw bars, every few of them a minute bar as well, signals on some, entries without any bar. */
    static List<Entry> random(long seed, int entries) {
        Random random = new Random(seed);
        double[] price = {100, 40};
        long step = 2 * 24 * 60 * MINUTE / Math.max(1, entries);
        List<Entry> log = new ArrayList<>();
        for (int seq = 1; seq <= entries; seq++) {
            List<BarUpdate> bars = new ArrayList<>();
            List<Signal> signals = new ArrayList<>();
            if (random.nextInt(8) > 0) {
                int stock = random.nextInt(2);
                String symbol = stock == 0 ? "AAPL" : "MSFT";
                price[stock] = Math.max(1, price[stock] + random.nextGaussian());
                long time = MIDNIGHT + seq * step;
                bars.add(bar(symbol, Timeframe.RAW, seq, time, price[stock], random.nextInt(100)));
                if (random.nextInt(3) == 0) {
                    bars.add(bar(symbol, M1, seq, M1.startOf(time) - MINUTE, price[stock] + 0.5, 10));
                }
                for (BarUpdate bar : bars) {
                    for (String strategy : List.of("rsi-reversal", "trend")) {
                        if (random.nextInt(4) == 0) {
                            signals.add(signal(bar, strategy, random.nextBoolean() ? Side.BUY : Side.SELL));
                        }
                    }
                }
            }
            log.add(new Entry(seq, bars, signals));
        }
        return log;
    }

    /** Entries {@code (after, to]} of a log as one part. */
    static SignalOutput.Part part(List<Entry> log, int after, int to) {
        List<BarUpdate> bars = new ArrayList<>();
        List<Signal> signals = new ArrayList<>();
        log.subList(after, to).forEach(entry -> {
            bars.addAll(entry.bars);
            signals.addAll(entry.signals);
        });
        return new SignalOutput.Part(PARTITION, after, to, bars, signals);
    }
}
