package dev.ticktide.lab;

import dev.ticktide.formula.language.Function;
import dev.ticktide.formula.language.Functions;
import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Problem;
import dev.ticktide.formula.syntax.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds what the language has and plans do not compute yet: other timeframes, and what is known beside the bars. */
final class NotComputed {

    /** Series that are not of the bars. */
    private static final Set<String> BESIDE_THE_BARS = Set.of("market_cap", "pe_ratio");

    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> own;

    private NotComputed(Set<String> own) {
        this.own = own;
    }

    /** Where they are in a strategy; empty if it can be computed. */
    static List<Problem> in(Script.Strategy strategy) {
        Stream<String> names = Stream.concat(
                strategy.parameters().stream().map(Script.Parameter::name),
                strategy.definitions().stream().map(Script.Definition::name));
        NotComputed found = new NotComputed(Set.copyOf(names.distinct().toList()));
        strategy.definitions().forEach(part -> found.visit(part.expression()));
        found.visit(strategy.buy());
        found.visit(strategy.sell());
        found.visit(strategy.strength());
        return found.problems;
    }

    private void visit(@Nullable Expression expression) {
        if (expression instanceof Expression.OnTimeframe other) {
            problems.add(new Problem(other.at(), "another timeframe is not computed yet"));
        } else if (expression instanceof Expression.Name name) {
            if (BESIDE_THE_BARS.contains(name.name()) && !own.contains(name.name())) {
                problems.add(new Problem(name.at(), name.name() + " is not computed yet"));
            }
        } else if (expression instanceof Expression.Call call) {
            if (isBesideTheBars(call.name())) {
                problems.add(new Problem(call.at(), call.name() + " is not computed yet"));
            } else {
                call.arguments().forEach(this::visit);
            }
        } else if (expression != null) {
            expression.parts().forEach(this::visit);
        }
    }

    private static boolean isBesideTheBars(String function) {
        return Functions.named(function)
                .filter(each -> each.arguments().contains(Function.Argument.TIME)
                        || each.arguments().contains(Function.Argument.TEXT))
                .isPresent();
    }
}
