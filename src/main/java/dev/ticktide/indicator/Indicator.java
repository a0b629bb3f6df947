package dev.ticktide.indicator;

import dev.ticktide.market.IndicatorName;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;

/**
 * One indicator over the closes of one symbol and timeframe, in constant time and memory per bar. Advances its state first
 * and answers second; {@code NaN} until it has {@link #need} bars. Never fails on finite input. Confined to one thread.
 */
public sealed interface Indicator permits Sma, Ema, Rsi {

    /** Folds a closed bar's close, then answers. */
    double update(double close);

    /** What {@link #update} would answer, leaving everything as it is. */
    double provisional(double close);

    /** The last answer of {@link #update}. */
    double value();

    /** Bars so far, at most {@link #need}. */
    int have();

    /** Bars until the first value. */
    int need();

    /** Writes the state so that {@link #read} continues from it bit for bit. */
    void write(WireWriter out);

    static Indicator of(IndicatorName name) {
        return switch (name.kind()) {
            case SMA -> new Sma(name.period());
            case EMA -> new Ema(name.period());
            case RSI -> new Rsi(name.period());
        };
    }

    /** Reads what {@link #write} wrote for the same name. */
    static Indicator read(IndicatorName name, WireReader in) {
        return switch (name.kind()) {
            case SMA -> Sma.read(name.period(), in);
            case EMA -> Ema.read(name.period(), in);
            case RSI -> Rsi.read(name.period(), in);
        };
    }
}
