package dev.ticktide.aggregate;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.testing.Samples;
import java.util.List;

/** A stock for tests, and bars of it in the order in which they are made. */
abstract class OneStock {

    final StockAggregate stock = new StockAggregate("AAPL");
    private long seq;

    static Bar bar(long time, double open, double high, double low, double close, double volume) {
        return new Bar(time, open, high, low, close, volume, 1);
    }

    BarUpdate update(Timeframe timeframe, Bar bar) {
        seq++;
        return new BarUpdate(
                "AAPL", timeframe, seq, bar.time() + 5, true, bar, new double[0], new double[0], seq, null, null);
    }

    BarUpdate late(Bar bar) {
        double[] none = {};
        return new BarUpdate("AAPL", Timeframe.RAW, ++seq, bar.time() + 60, false, bar, none, none, 1, null, null);
    }

    List<SignalScore> raw(Bar bar) {
        return stock.on(update(Timeframe.RAW, bar));
    }

    BarUpdate close(Timeframe timeframe, double close) {
        return update(timeframe, bar(Samples.T0 + (seq + 1) * 60_000_000, close, close, close, close, 1));
    }

    /** Raises a signal on a bar of its own. */
    Signal raise(Timeframe timeframe, Side side, double price) {
        BarUpdate bar = close(timeframe, price);
        stock.on(bar);
        Signal signal = Feed.signal(bar, "trend", side);
        stock.raised(signal);
        return signal;
    }

    void correct(Bar bar, Bar was) {
        double[] none = {};
        stock.on(new BarUpdate("AAPL", Timeframe.RAW, ++seq, bar.time() + 60, false, bar, none, none, 1, null, was));
    }
}
