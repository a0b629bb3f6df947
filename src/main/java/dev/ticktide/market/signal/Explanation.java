package dev.ticktide.market.signal;

import java.util.List;
import java.util.SortedMap;

/**
 * A rule as it was evaluated on a bar: its text, whether it held, the numbers that were compared, and its parts.
 *
 * @param operands name to value, such as {@code rsi(14) -> 31.2}; {@code NaN} where an indicator was still warming up
 */
public record Explanation(
        String rule, boolean satisfied, SortedMap<String, Double> operands, List<Explanation> children) {}
