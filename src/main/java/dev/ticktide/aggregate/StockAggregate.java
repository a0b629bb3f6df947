package dev.ticktide.aggregate;

import dev.ticktide.market.Bar;
import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.Side;
import dev.ticktide.market.Signal;
import dev.ticktide.market.SignalScore;
import dev.ticktide.market.StockSummary;
import dev.ticktide.numeric.Doubles;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import java.util.List;

/**
 * One stock's figures. Prices, volume, VWAP and moves are those of the current UTC day by candle time and start anew with its
 * first candle, late ones included; counts and outcomes of signals go on for ever. Moves, in per cent, are averaged by
 * Welford's recurrence (1962). Confined to one
 * thread.
 */
final class StockAggregate {

    private static final long DAY_MICROS = 86_400_000_000L;
    private static final double PERCENT = 100;

    private final String symbol;
    private final OpenSignals signals = new OpenSignals();
    private final CompensatedSum volume = new CompensatedSum();
    private final CompensatedSum tradedValue = new CompensatedSum();
    private long seq;
    private long day = Long.MIN_VALUE;
    private double last = Double.NaN;
    private long lastTime;
    private long openTime;
    private double previousClose = Double.NaN;
    private double open;
    private double high;
    private double low;
    private long bars;
    private long moves;
    private double meanMovePercent;
    private double squaredDeviations;
    private long buys;
    private long sells;

    StockAggregate(String symbol) {
        this.symbol = symbol;
    }

    String symbol() {
        return symbol;
    }

    /** Folds a closed bar of any timeframe, or a late candle; gives the outcomes of signals that are known by it. */
    List<SignalScore> on(BarUpdate update) {
        seq = update.seq();
        if (update.isLate()) {
            foldLate(update.bar());
            return List.of();
        }
        if (update.timeframe().isRaw()) {
            fold(update.bar());
        }
        return signals.on(update);
    }

    /** Says by which entry of the log it is as it is. */
    void restoreSeq(long entry) {
        seq = entry;
    }

    void raised(Signal signal) {
        seq = signal.seq();
        if (signal.side() == Side.BUY) {
            buys++;
        } else {
            sells++;
        }
        signals.raised(signal);
    }

    StockSummary summary() {
        double traded = volume.value();
        return new StockSummary(
                symbol,
                seq,
                last,
                lastTime,
                previousClose,
                open,
                high,
                low,
                traded,
                traded > 0 ? tradedValue.over(volume) : Double.NaN,
                bars,
                meanMovePercent,
                moves < 2 ? 0 : Math.sqrt(squaredDeviations / (moves - 1)),
                buys,
                sells,
                signals.reliability());
    }

    /** Whether there has been a candle: before, there is nothing to sum up. */
    boolean hasPrice() {
        return !Double.isNaN(last);
    }

    void write(WireWriter out) {
        out.writeString(symbol).writeVar(seq).writeZigZag(day).writeDouble(last).writeZigZag(lastTime);
        out.writeZigZag(openTime);
        out.writeDouble(previousClose).writeDouble(open).writeDouble(high).writeDouble(low);
        volume.write(out);
        tradedValue.write(out);
        out.writeVar(bars).writeVar(moves).writeDouble(meanMovePercent).writeDouble(squaredDeviations);
        out.writeVar(buys).writeVar(sells);
        signals.write(out);
    }

    static StockAggregate read(WireReader in) {
        StockAggregate stock = new StockAggregate(in.readString());
        stock.seq = in.readVar();
        stock.day = in.readZigZag();
        stock.last = in.readDouble();
        stock.lastTime = in.readZigZag();
        stock.openTime = in.readZigZag();
        stock.previousClose = in.readDouble();
        stock.open = in.readDouble();
        stock.high = in.readDouble();
        stock.low = in.readDouble();
        stock.volume.read(in);
        stock.tradedValue.read(in);
        stock.bars = in.readVar();
        stock.moves = in.readVar();
        stock.meanMovePercent = in.readDouble();
        stock.squaredDeviations = in.readDouble();
        stock.buys = in.readVar();
        stock.sells = in.readVar();
        stock.signals.read(in);
        return stock;
    }

    private void fold(Bar bar) {
        long today = Math.floorDiv(bar.time(), DAY_MICROS);
        if (today != day) {
            startDay(today, bar);
        } else {
            move(PERCENT * (bar.close() / last - 1));
        }
        widen(bar);
        last = bar.close();
        lastTime = bar.time();
    }

    /** A late candle is part of its day while that lasts, as of any open bar; last price and moves are those in order of time. */
    private void foldLate(Bar bar) {
        if (Math.floorDiv(bar.time(), DAY_MICROS) != day) {
            return;
        }
        if (bar.time() < openTime) {
            openTime = bar.time();
            open = bar.open();
        }
        widen(bar);
    }

    private void widen(Bar bar) {
        high = Math.max(high, bar.high());
        low = Math.min(low, bar.low());
        volume.add(bar.volume());
        tradedValue.addProduct(typicalPrice(bar), bar.volume());
        bars++;
    }

    private static double typicalPrice(Bar bar) {
        double two = bar.high() + bar.low();
        double three = two + bar.close();
        double rest = Doubles.lost(bar.high(), bar.low(), two) + Doubles.lost(two, bar.close(), three);
        return Doubles.mean(three, rest, 3);
    }

    private void startDay(long today, Bar bar) {
        day = today;
        previousClose = last;
        openTime = bar.time();
        open = bar.open();
        high = bar.high();
        low = bar.low();
        volume.reset();
        tradedValue.reset();
        bars = 0;
        moves = 0;
        meanMovePercent = 0;
        squaredDeviations = 0;
    }

    private void move(double percent) {
        moves++;
        double fromMean = percent - meanMovePercent;
        meanMovePercent += fromMean / moves;
        squaredDeviations += fromMean * (percent - meanMovePercent);
    }
}
