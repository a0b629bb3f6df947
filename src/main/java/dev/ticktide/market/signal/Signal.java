package dev.ticktide.market.signal;

import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import java.util.SortedMap;

/**
 * A buy or sell signal with the evidence for it.
 *
 * @param id hash of (symbol, timeframe, strategy, version, side, bar time): computing it again yields the same id
 * @param partition of the symbol's log
 * @param seq of the log entry whose arrival closed the bar
 * @param version of the strategy; the signals of each version are counted apart
 * @param barTime start of the bar it was raised on, epoch microseconds
 * @param generatedAt arrival of the candle that closed the bar, epoch microseconds
 * @param price close of that bar
 * @param strength 0 to 1, how far past its threshold the decisive operand is, by the strategy's own scale; no
 *     probability
 * @param inputs the bar and the indicator values the rules saw
 */
public record Signal(
        String id,
        int partition,
        long seq,
        String symbol,
        Timeframe timeframe,
        String strategy,
        int version,
        Side side,
        long barTime,
        long generatedAt,
        double price,
        double strength,
        Explanation explain,
        SortedMap<String, Double> inputs) {}
