package dev.ticktide.indicator.state;

import dev.ticktide.market.Candle;
import dev.ticktide.market.Correction;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * The open bar of a clock-aligned series, if one is open. One object for all bars of a series, changed in place, because every
 * candle changes it and few of the changes are published. Confined to one thread.
 */
final class OpenBar {

    private int candles;
    private int corrections;
    private long time;
    private long firstTime;
    private double open;
    private double high;
    private double low;
    private double close;
    private double volume;

    // The same without its newest candle, which a sender may still be making.
    private double highBefore;
    private double lowBefore;
    private double volumeBefore;

    boolean isOpen() {
        return candles > 0;
    }

    /** Its start, epoch microseconds; meaningful only while it is open. */
    long time() {
        return time;
    }

    /** How many of its candles have been corrected; kept until the next bar opens. */
    int corrections() {
        return corrections;
    }

    void start(Candle candle, long start) {
        firstTime = candle.time();
        candles = 1;
        corrections = 0;
        time = start;
        open = candle.open();
        high = candle.high();
        low = candle.low();
        close = candle.close();
        volume = candle.volume();
        highBefore = 0;
        lowBefore = Double.POSITIVE_INFINITY;
        volumeBefore = 0;
    }

    /** @param newest whether no candle of a later time has come before it */
    void add(Candle candle, boolean newest) {
        if (candle.time() < firstTime) {
            firstTime = candle.time();
            open = candle.open();
        }
        if (newest) {
            highBefore = high;
            lowBefore = low;
            volumeBefore = volume;
            close = candle.close();
        } else {
            addBefore(candle, candle.volume());
        }
        high = Math.max(high, candle.high());
        low = Math.min(low, candle.low());
        volume += candle.volume();
        candles++;
    }

    /**
     * Of a candle that is not the newest an extreme that is taken back stays in the bar, whose candles are not kept.
     *
     * @param newest whether it corrects the symbol's newest candle
     */
    void correct(Correction correction, boolean newest) {
        Candle candle = correction.candle();
        corrections++;
        if (candle.time() == firstTime) {
            open = candle.open();
        }
        if (newest) {
            high = Math.max(highBefore, candle.high());
            low = Math.min(lowBefore, candle.low());
            volume = volumeBefore + candle.volume();
            close = candle.close();
        } else {
            double more = candle.volume() - correction.was().volume();
            addBefore(candle, more);
            high = Math.max(high, candle.high());
            low = Math.min(low, candle.low());
            volume += more;
        }
    }

    private void addBefore(Candle candle, double more) {
        highBefore = Math.max(highBefore, candle.high());
        lowBefore = Math.min(lowBefore, candle.low());
        volumeBefore += more;
    }

    void close() {
        candles = 0;
    }

    Bar bar() {
        return new Bar(time, open, high, low, close, volume, candles);
    }

    /** The bar itself. What else a snapshot holds of it follows in three parts, between fields of the series. */
    void writeBar(WireWriter out) {
        write(out, isOpen() ? bar() : null);
    }

    void readBar(WireReader in) {
        Bar bar = read(in);
        if (bar != null) {
            candles = bar.candles();
            time = bar.time();
            open = bar.open();
            high = bar.high();
            low = bar.low();
            close = bar.close();
            volume = bar.volume();
        }
    }

    void writeFirstTime(WireWriter out) {
        out.writeZigZag(firstTime);
    }

    void readFirstTime(WireReader in) {
        firstTime = in.readZigZag();
    }

    void writeCorrections(WireWriter out) {
        out.writeVar(corrections);
    }

    void readCorrections(WireReader in) {
        corrections = in.readInt();
    }

    void writeBefore(WireWriter out) {
        out.writeDouble(highBefore).writeDouble(lowBefore).writeDouble(volumeBefore);
    }

    void readBefore(WireReader in) {
        highBefore = in.readDouble();
        lowBefore = in.readDouble();
        volumeBefore = in.readDouble();
    }

    static void write(WireWriter out, @Nullable Bar bar) {
        out.writeBoolean(bar != null);
        if (bar != null) {
            out.writeZigZag(bar.time());
            out.writeDouble(bar.open()).writeDouble(bar.high()).writeDouble(bar.low());
            out.writeDouble(bar.close()).writeDouble(bar.volume()).writeVar(bar.candles());
        }
    }

    static @Nullable Bar read(WireReader in) {
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
