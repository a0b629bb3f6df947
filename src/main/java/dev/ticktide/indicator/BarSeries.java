package dev.ticktide.indicator;

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
 * The bars of one symbol on one timeframe. On {@code raw} every candle that is not late is a closed bar. On the others a bar
 * closes when a candle of a later interval arrives, or when an entry of the log says so: never by a clock, so a replay closes
 * the same bars. An interval without candles makes no bar. A late candle still shapes the open bar if it falls into it; closed
 * bars never change.
 */
final class BarSeries {

    private static final long NEVER = Long.MIN_VALUE;

    private final Timeframe timeframe;
    private final IndicatorBank bank;
    private long closedBars;
    private double[] previous;
    private @Nullable Bar lastClosed;
    private long openFirstTime;

    /** Start of the last bar closed; nothing that falls before its end opens a bar. */
    private long closedTime = NEVER;

    // What else a coarser series has to know of it.
    private int closedCandles;
    private int closedCorrections;
    private @Nullable Timeframe closedSameAs;
    private @Nullable BarSeries finer;

    // The open bar, if it has candles: in fields, because every candle changes it and few of the changes are published.
    private int openCandles;
    private int openCorrections;
    private long openTime;
    private double openPrice;
    private double high;
    private double low;
    private double lastClose;
    private double volume;

    // The same without its newest candle, which a sender may still be making.
    private double highBefore;
    private double lowBefore;
    private double volumeBefore;

    BarSeries(Timeframe timeframe, List<IndicatorName> names) {
        this(timeframe, new IndicatorBank(names));
    }

    private BarSeries(Timeframe timeframe, IndicatorBank bank) {
        this.timeframe = timeframe;
        this.bank = bank;
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
        if (openCandles > 0 && start > openTime) {
            close(symbol, entry, openBar(), sink);
        }
        if (openCandles > 0) {
            if (start == openTime) {
                widen(candle, newest);
            }
        } else if (start > closedTime) {
            openWith(candle, start);
        }
        if (openCandles > 0 && sink.wantsProvisional()) {
            sink.bar(provisional(symbol, entry.seq(), entry.arrival()));
        }
    }

    /**
     * Folds a correction of a candle of this symbol. Of a candle that is not the newest an extreme that is taken back stays in
     * the bar, whose candles are not kept.
     *
     * @param newest whether it corrects the symbol's newest candle
     */
    void correct(String symbol, LogEntry entry, Correction correction, boolean newest, BarSink sink) {
        Candle candle = correction.candle();
        if (timeframe.isRaw()) {
            sink.bar(besideBars(symbol, entry, candle, Bar.of(correction.was())));
            return;
        }
        if (openCandles == 0 || timeframe.startOf(candle.time()) != openTime) {
            return;
        }
        openCorrections++;
        if (candle.time() == openFirstTime) {
            openPrice = candle.open();
        }
        if (newest) {
            high = Math.max(highBefore, candle.high());
            low = Math.min(lowBefore, candle.low());
            volume = volumeBefore + candle.volume();
            lastClose = candle.close();
        } else {
            double more = candle.volume() - correction.was().volume();
            addBefore(candle, more);
            high = Math.max(high, candle.high());
            low = Math.min(low, candle.low());
            volume += more;
        }
        if (sink.wantsProvisional()) {
            sink.bar(provisional(symbol, entry.seq(), entry.arrival()));
        }
    }

    private void addBefore(Candle candle, double more) {
        highBefore = Math.max(highBefore, candle.high());
        lowBefore = Math.min(lowBefore, candle.low());
        volumeBefore += more;
    }

    /** When the open bar's interval ends, epoch microseconds; {@link Long#MAX_VALUE} if no bar is open. */
    long openUntil() {
        return openCandles > 0 ? openTime + timeframe.micros() : Long.MAX_VALUE;
    }

    /** Closes the open bar if its interval ends at or before {@code time}. */
    void closeUntil(String symbol, LogEntry entry, long time, BarSink sink) {
        if (openUntil() <= time) {
            close(symbol, entry, openBar(), sink);
        }
    }

    /** The present bar of the series: the open bar with provisional values, on {@code raw} the last closed one; {@code null} before. */
    @Nullable
    BarUpdate view(String symbol, long seq, long arrival) {
        if (openCandles > 0) {
            return provisional(symbol, seq, arrival);
        }
        Bar last = lastClosed;
        return last == null
                ? null
                : new BarUpdate(
                        symbol, timeframe, seq, arrival, true, last, bank.latest(), previous, closedBars, null, null);
    }

    /** The indicators' state as it is, on {@code raw}; {@code null} on others, whose bars are kept apart, and before the first bar. */
    Store.@Nullable Checkpoint rawCheckpoint(String symbol, long seq) {
        Bar last = lastClosed;
        return timeframe.isRaw() && last != null ? checkpoint(symbol, seq, last) : null;
    }

    void write(WireWriter out) {
        out.writeVar(closedBars).writeDoubles(previous);
        write(out, openCandles > 0 ? openBar() : null);
        write(out, lastClosed);
        out.writeZigZag(openFirstTime).writeZigZag(closedTime).writeVar(closedCandles);
        out.writeString(closedSameAs == null ? "" : closedSameAs.name());
        out.writeVar(openCorrections).writeVar(closedCorrections);
        out.writeDouble(highBefore).writeDouble(lowBefore).writeDouble(volumeBefore);
        bank.write(out);
    }

    static BarSeries read(Timeframe timeframe, List<IndicatorName> names, WireReader in) {
        long closedBars = in.readVar();
        double[] previous = in.readDoubles();
        Bar open = readBar(in);
        Bar lastClosed = readBar(in);
        long openFirstTime = in.readZigZag();
        long closedTime = in.readZigZag();
        int closedCandles = in.readInt();
        String closedSameAs = in.readString();
        int openCorrections = in.readInt();
        int closedCorrections = in.readInt();
        double highBefore = in.readDouble();
        double lowBefore = in.readDouble();
        double volumeBefore = in.readDouble();
        BarSeries series = new BarSeries(timeframe, IndicatorBank.read(names, in));
        series.closedBars = closedBars;
        series.previous = previous;
        if (open != null) {
            series.reopen(open);
        }
        series.lastClosed = lastClosed;
        series.openFirstTime = openFirstTime;
        series.closedTime = closedTime;
        series.closedCandles = closedCandles;
        series.closedSameAs = closedSameAs.isEmpty() ? null : Timeframe.parse(closedSameAs);
        series.openCorrections = openCorrections;
        series.closedCorrections = closedCorrections;
        series.highBefore = highBefore;
        series.lowBefore = lowBefore;
        series.volumeBefore = volumeBefore;
        return series;
    }

    private void close(String symbol, LogEntry entry, Bar bar, BarSink sink) {
        previous = bank.latest();
        double[] values = bank.update(bar);
        closedBars++;
        openCandles = 0;
        // An aligned series shows its open bar, so only raw needs the closed one kept.
        lastClosed = timeframe.isRaw() ? bar : null;
        closedTime = bar.time();
        closedCandles = bar.candles();
        closedCorrections = openCorrections;
        closedSameAs = sameAs(bar, values);
        sink.bar(new BarUpdate(
                symbol,
                timeframe,
                entry.seq(),
                entry.arrival(),
                true,
                bar,
                values,
                previous,
                closedBars,
                closedSameAs,
                null));
        if (sink.wantsCheckpoints() && bank.isCheckpoint(closedBars)) {
            sink.checkpoint(checkpoint(symbol, entry.seq(), bar));
        }
    }

    private Store.Checkpoint checkpoint(String symbol, long seq, Bar last) {
        return new Store.Checkpoint(symbol, timeframe, last.time(), seq, closedBars, IndicatorSeries.checkpoint(bank));
    }

    private BarUpdate besideBars(String symbol, LogEntry entry, Candle candle, @Nullable Bar was) {
        return new BarUpdate(
                symbol,
                timeframe,
                entry.seq(),
                entry.arrival(),
                false,
                Bar.of(candle),
                bank.latest(),
                previous,
                closedBars,
                null,
                was);
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

    private void openWith(Candle candle, long start) {
        openFirstTime = candle.time();
        openCandles = 1;
        openCorrections = 0;
        openTime = start;
        openPrice = candle.open();
        high = candle.high();
        low = candle.low();
        lastClose = candle.close();
        volume = candle.volume();
        highBefore = 0;
        lowBefore = Double.POSITIVE_INFINITY;
        volumeBefore = 0;
    }

    private void reopen(Bar bar) {
        openCandles = bar.candles();
        openTime = bar.time();
        openPrice = bar.open();
        high = bar.high();
        low = bar.low();
        lastClose = bar.close();
        volume = bar.volume();
    }

    private void widen(Candle candle, boolean newest) {
        if (candle.time() < openFirstTime) {
            openFirstTime = candle.time();
            openPrice = candle.open();
        }
        if (newest) {
            highBefore = high;
            lowBefore = low;
            volumeBefore = volume;
            lastClose = candle.close();
        } else {
            addBefore(candle, candle.volume());
        }
        high = Math.max(high, candle.high());
        low = Math.min(low, candle.low());
        volume += candle.volume();
        openCandles++;
    }

    private Bar openBar() {
        return new Bar(openTime, openPrice, high, low, lastClose, volume, openCandles);
    }

    private BarUpdate provisional(String symbol, long seq, long arrival) {
        Bar open = openBar();
        double[] values = bank.preview(open);
        return new BarUpdate(
                symbol, timeframe, seq, arrival, false, open, values, bank.latest(), closedBars, null, null);
    }

    private static void write(WireWriter out, @Nullable Bar bar) {
        out.writeBoolean(bar != null);
        if (bar != null) {
            out.writeZigZag(bar.time());
            out.writeDouble(bar.open()).writeDouble(bar.high()).writeDouble(bar.low());
            out.writeDouble(bar.close()).writeDouble(bar.volume()).writeVar(bar.candles());
        }
    }

    private static @Nullable Bar readBar(WireReader in) {
        if (!in.readBoolean()) {
            return null;
        }
        return new Bar(
                in.readZigZag(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readInt());
    }
}
