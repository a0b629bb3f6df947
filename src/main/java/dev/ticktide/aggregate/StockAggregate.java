package dev.ticktide.aggregate;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The figures of one stock's current day, and the counts and outcomes of all its signals. Confined to one thread. */
final class StockAggregate {

    private final String symbol;
    private final OpenSignals signals = new OpenSignals();
    private final DayFigures today = new DayFigures();

    /** The same without the newest candle, which a sender may still be making. */
    private final DayFigures before = new DayFigures();

    private long seq;
    private long arrival = StockSummary.NEVER;
    private long buys;
    private long sells;

    StockAggregate(String symbol) {
        this.symbol = symbol;
    }

    String symbol() {
        return symbol;
    }

    /**
     * Folds a closed bar of any timeframe, a late candle or a correction; returns the outcomes of signals that become
     * known with it.
     */
    List<SignalScore> on(BarUpdate update) {
        seq = update.seq();
        if (update.timeframe().isRaw()) {
            arrival = Math.max(arrival, update.arrival());
        }
        Bar was = update.was();
        if (was != null) {
            correct(update.bar(), was);
            return List.of();
        }
        if (update.isLate()) {
            before.foldLate(update.bar());
            today.foldLate(update.bar());
            return List.of();
        }
        if (update.timeframe().isRaw()) {
            before.copy(today);
            today.fold(update.bar());
        }
        return signals.on(update);
    }

    private void correct(Bar bar, Bar was) {
        if (bar.time() == today.lastTime()) {
            today.copy(before);
            today.fold(bar);
        } else {
            before.correct(bar, was);
            today.correct(bar, was);
        }
    }

    /** Says by which entry of the log it is as it is. */
    void restoreSeq(long entry) {
        seq = entry;
    }

    /** What was loaded has not come by itself: the newest candle that has is the one that came before, if there was one. */
    void arrivedAs(@Nullable StockAggregate before) {
        arrival = before == null ? StockSummary.NEVER : before.arrival;
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
        return new StockSummary(
                symbol,
                seq,
                today.last(),
                today.lastTime(),
                arrival,
                today.previousClose(),
                today.open(),
                today.high(),
                today.low(),
                today.volume(),
                today.vwap(),
                today.bars(),
                today.meanMovePercent(),
                today.moveDeviationPercent(),
                buys,
                sells,
                signals.reliability());
    }

    /** Whether there has been a candle: before, there is nothing to sum up. */
    boolean hasPrice() {
        return today.hasPrice();
    }

    void write(WireWriter out) {
        out.writeString(symbol).writeVar(seq).writeZigZag(arrival);
        today.write(out);
        before.write(out);
        out.writeVar(buys).writeVar(sells);
        signals.write(out);
    }

    static StockAggregate read(WireReader in) {
        StockAggregate stock = new StockAggregate(in.readString());
        stock.seq = in.readVar();
        stock.arrival = in.readZigZag();
        stock.today.read(in);
        stock.before.read(in);
        stock.buys = in.readVar();
        stock.sells = in.readVar();
        stock.signals.read(in);
        return stock;
    }
}
