package dev.ticktide.indicator.state;

import dev.ticktide.formula.IndicatorBank;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.formula.IndicatorSeries;
import dev.ticktide.market.Candle;
import dev.ticktide.market.Correction;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bars of one symbol on one timeframe. On {@code raw} every candle that is not late is a closed bar. On the others
 * a bar closes when a candle of a later interval arrives, or when a decision in the log closes it: never by a clock, so
 * a replay closes the same bars. An interval without candles makes no bar. A late candle still shapes the open bar if
 * it falls into it; closed bars never change. Confined to one thread.
 */
final class BarSeries {

    private static final long NEVER = Long.MIN_VALUE;

    private final Timeframe timeframe;
    private final IndicatorBank bank;
    private final OpenBar open;
    private long closedBars;
    private double[] previous;
    private @Nullable Bar lastClosed;

    /** Start of the last bar closed; nothing that falls before its end opens a bar. */
    private long closedTime = NEVER;

    // What else a coarser series has to know of it.
    private int closedCandles;
    private int closedCorrections;
    private @Nullable Timeframe closedSameAs;
    private @Nullable BarSeries finer;

    BarSeries(Timeframe timeframe, List<IndicatorName> names) {
        this(timeframe, new IndicatorBank(names), new OpenBar());
    }

    private BarSeries(Timeframe timeframe, IndicatorBank bank, OpenBar open) {
        this.timeframe = timeframe;
        this.bank = bank;
        this.open = open;
        this.previous = bank.latest();
    }

    /** Has closed bars compared with those of the next finer clock-aligned series, which must be folded first. */
    void compareWith(@Nullable BarSeries finer) {
        this.finer = finer;
    }

    Timeframe timeframe() {
        return timeframe;
    }

    long closedBars() {
        return closedBars;
    }

    /**
     * Folds a candle of this symbol.
     *
     * @param newest whether none of a later time has come before it
     */
    void apply(String symbol, LogEntry entry, Candle candle, boolean newest, BarSink sink) {
        if (timeframe.isRaw()) {
            if (entry.late()) {
                sink.bar(besideBars(symbol, entry, candle, null));
            } else {
                close(symbol, entry, Bar.of(candle), sink);
            }
            return;
        }
        long start = timeframe.startOf(candle.time());
        if (open.isOpen() && start > open.time()) {
            close(symbol, entry, open.bar(), sink);
        }
        if (open.isOpen()) {
            if (start == open.time()) {
                open.add(candle, newest);
            }
        } else if (start > closedTime) {
            open.start(candle, start);
        }
        if (open.isOpen() && sink.wantsProvisional()) {
            sink.bar(provisional(symbol, entry.seq(), entry.arrival()));
        }
    }

    /**
     * Folds a correction of a candle of this symbol.
     *
     * @param newest whether it corrects the symbol's newest candle
     */
    void correct(String symbol, LogEntry entry, Correction correction, boolean newest, BarSink sink) {
        Candle candle = correction.candle();
        if (timeframe.isRaw()) {
            sink.bar(besideBars(symbol, entry, candle, Bar.of(correction.was())));
        } else if (open.isOpen() && timeframe.startOf(candle.time()) == open.time()) {
            open.correct(correction, newest);
            if (sink.wantsProvisional()) {
                sink.bar(provisional(symbol, entry.seq(), entry.arrival()));
            }
        }
    }

    /** When the open bar's interval ends, epoch microseconds; {@link Long#MAX_VALUE} if no bar is open. */
    long openUntil() {
        return open.isOpen() ? open.time() + timeframe.micros() : Long.MAX_VALUE;
    }

    /** Closes the open bar if its interval ends at or before {@code time}. */
    void closeUntil(String symbol, LogEntry entry, long time, BarSink sink) {
        if (openUntil() <= time) {
            close(symbol, entry, open.bar(), sink);
        }
    }

    /** The present bar of the series: the open bar with provisional values, on {@code raw} the last closed one; {@code null} before. */
    @Nullable
    BarUpdate view(String symbol, long seq, long arrival) {
        if (open.isOpen()) {
            return provisional(symbol, seq, arrival);
        }
        Bar last = lastClosed;
        return last == null ? null : update(symbol, seq, arrival, true, last, bank.latest(), previous, null, null);
    }

    /** The indicators' state as it is, on {@code raw}; {@code null} on others, whose bars are kept apart, and before the first bar. */
    Store.@Nullable Checkpoint rawCheckpoint(String symbol, long seq) {
        Bar last = lastClosed;
        return timeframe.isRaw() && last != null ? checkpoint(symbol, seq, last) : null;
    }

    void write(WireWriter out) {
        out.writeVar(closedBars).writeDoubles(previous);
        open.writeBar(out);
        OpenBar.write(out, lastClosed);
        open.writeFirstTime(out);
        out.writeZigZag(closedTime).writeVar(closedCandles);
        out.writeString(closedSameAs == null ? "" : closedSameAs.name());
        open.writeCorrections(out);
        out.writeVar(closedCorrections);
        open.writeBefore(out);
        bank.write(out);
    }

    static BarSeries read(Timeframe timeframe, List<IndicatorName> names, WireReader in) {
        long closedBars = in.readVar();
        double[] previous = in.readDoubles();
        OpenBar open = new OpenBar();
        open.readBar(in);
        Bar lastClosed = OpenBar.read(in);
        open.readFirstTime(in);
        long closedTime = in.readZigZag();
        int closedCandles = in.readInt();
        String closedSameAs = in.readString();
        open.readCorrections(in);
        int closedCorrections = in.readInt();
        open.readBefore(in);
        BarSeries series = new BarSeries(timeframe, IndicatorBank.read(names, in), open);
        series.closedBars = closedBars;
        series.previous = previous;
        series.lastClosed = lastClosed;
        series.closedTime = closedTime;
        series.closedCandles = closedCandles;
        series.closedSameAs = closedSameAs.isEmpty() ? null : Timeframe.parse(closedSameAs);
        series.closedCorrections = closedCorrections;
        return series;
    }

    private void close(String symbol, LogEntry entry, Bar bar, BarSink sink) {
        previous = bank.latest();
        double[] values = bank.update(bar);
        closedBars++;
        open.close();
        // An aligned series shows its open bar, so only raw needs the closed one kept.
        lastClosed = timeframe.isRaw() ? bar : null;
        closedTime = bar.time();
        closedCandles = bar.candles();
        closedCorrections = open.corrections();
        closedSameAs = sameAs(bar, values);
        sink.bar(update(symbol, entry.seq(), entry.arrival(), true, bar, values, previous, closedSameAs, null));
        if (sink.wantsCheckpoints() && bank.isCheckpoint(closedBars)) {
            sink.checkpoint(checkpoint(symbol, entry.seq(), bar));
        }
    }

    private Store.Checkpoint checkpoint(String symbol, long seq, Bar last) {
        return new Store.Checkpoint(symbol, timeframe, last.time(), seq, closedBars, IndicatorSeries.checkpoint(bank));
    }

    private BarUpdate besideBars(String symbol, LogEntry entry, Candle candle, @Nullable Bar was) {
        Bar bar = Bar.of(candle);
        return update(symbol, entry.seq(), entry.arrival(), false, bar, bank.latest(), previous, null, was);
    }

    private BarUpdate provisional(String symbol, long seq, long arrival) {
        Bar bar = open.bar();
        return update(symbol, seq, arrival, false, bar, bank.preview(bar), bank.latest(), null, null);
    }

    private BarUpdate update(
            String symbol,
            long seq,
            long arrival,
            boolean closed,
            Bar bar,
            double[] values,
            double[] before,
            @Nullable Timeframe sameAs,
            @Nullable Bar was) {
        return new BarUpdate(symbol, timeframe, seq, arrival, closed, bar, values, before, closedBars, sameAs, was);
    }

    /** Equal numbers of candles and of corrections within the same time are the same candles, and so the same prices. */
    private @Nullable Timeframe sameAs(Bar bar, double[] values) {
        BarSeries other = finer;
        if (other == null
                || other.closedCandles != bar.candles()
                || other.closedCorrections != closedCorrections
                || other.closedTime < bar.time()
                || other.closedTime + other.timeframe.micros() > bar.time() + timeframe.micros()
                || !Arrays.equals(values, other.bank.latest())
                || !Arrays.equals(previous, other.previous)) {
            return null;
        }
        return other.closedSameAs == null ? other.timeframe : other.closedSameAs;
    }
}
