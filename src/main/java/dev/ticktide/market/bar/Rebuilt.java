package dev.ticktide.market.bar;

import dev.ticktide.market.NewGeneration;

/**
 * For the aggregate stage: a symbol has a new generation, so that its summary begins again.
 *
 * @param seq of the {@link NewGeneration} in the log
 * @param summary the symbol's state in the aggregate stage after all its candles in order of time, as that stage writes
 *     it
 */
public record Rebuilt(String symbol, long seq, byte[] summary) {

    @Override
    public boolean equals(Object other) {
        return other instanceof Rebuilt that
                && symbol.equals(that.symbol)
                && seq == that.seq
                && java.util.Arrays.equals(summary, that.summary);
    }

    @Override
    public int hashCode() {
        return java.util.Objects.hash(symbol, seq);
    }
}
