package dev.ticktide.strategy;

import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.strategy.rule.Rule;
import dev.ticktide.strategy.rule.Strength;
import java.util.HashSet;
import java.util.Set;

/**
 * When to buy and when to sell. Immutable, thread-safe.
 *
 * @param version part of every signal's identity; raise it when the rules change
 * @param strengthScale what a strength of 1 means, in words
 * @param text what it is written as in the formula language; empty for rules that are made in Java
 * @param strength 0 to 1 for a bar on which a rule holds: how far past its threshold the deciding value is. No probability
 */
public record Strategy(
        String name,
        int version,
        String description,
        Rule buy,
        Rule sell,
        String strengthScale,
        Strength strength,
        String text) {

    /** The same rules as another version. */
    public Strategy withVersion(int other) {
        return new Strategy(name, other, description, buy, sell, strengthScale, strength, text);
    }

    /** The rule to buy, in words. */
    public String buyWords() {
        return buy.text();
    }

    /** The rule to sell, in words. */
    public String sellWords() {
        return sell.text();
    }

    /** The indicators it looks at. */
    public Set<IndicatorColumn> needs() {
        Set<IndicatorColumn> needs = new HashSet<>(buy.needs());
        needs.addAll(sell.needs());
        needs.addAll(strength.needs());
        return needs;
    }
}
