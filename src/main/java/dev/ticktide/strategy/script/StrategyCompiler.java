package dev.ticktide.strategy.script;

import dev.ticktide.formula.language.ParseResult;
import dev.ticktide.formula.language.Parser;
import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Printer;
import dev.ticktide.formula.syntax.Script;
import dev.ticktide.strategy.Strategy;
import dev.ticktide.strategy.rule.Rule;
import dev.ticktide.strategy.rule.Rules;
import dev.ticktide.strategy.rule.Strength;
import org.jspecify.annotations.Nullable;

/** Turns the text of a strategy into its rules. Thread-safe. */
public final class StrategyCompiler {

    private StrategyCompiler() {}

    /**
     * A strategy of a text.
     *
     * @param version part of the identity of its signals: another one for another text
     * @throws StrategyTextException if the text is no strategy, or uses what is not computed yet
     */
    public static Strategy compile(String name, int version, String text) {
        ParseResult<Script.Strategy> parsed = Parser.strategy(text);
        if (!parsed.isAccepted()) {
            throw new StrategyTextException(parsed.problems());
        }
        Script.Strategy script = parsed.value();
        Expansion expansion = new Expansion(script);
        @Nullable Expression strength = script.strength();
        return new Strategy(
                name,
                version,
                script.description(),
                rule(script.buy(), expansion),
                rule(script.sell(), expansion),
                strength == null ? "every signal has 1" : Printer.print(expansion.expanded(strength)),
                strength(strength, expansion),
                text);
    }

    private static Rule rule(@Nullable Expression condition, Expansion expansion) {
        return condition == null ? Rules.never() : RuleCompiler.rule(expansion.expanded(condition));
    }

    private static Strength strength(@Nullable Expression expression, Expansion expansion) {
        return expression == null ? context -> 1 : Strength.of(RuleCompiler.operand(expansion.expanded(expression)));
    }
}
