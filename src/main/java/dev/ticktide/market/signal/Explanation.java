package dev.ticktide.market.signal;

import java.util.List;
import java.util.SortedMap;

/**
 * A rule as it was evaluated: what it says, whether it held, the numbers it looked at and the rules it is made of.
 *
 * @param operands name to value, such as {@code rsi(14) -> 31.2}; {@code NaN} where an indicator was still warming up
 */
public record Explanation(
        String rule, boolean satisfied, SortedMap<String, Double> operands, List<Explanation> children) {}
