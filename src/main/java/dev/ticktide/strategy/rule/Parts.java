package dev.ticktide.strategy.rule;

import dev.ticktide.formula.IndicatorColumn;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What rules that are made of rules have in common. */
final class Parts {

    private Parts() {}

    /** Fails with {@link IllegalArgumentException} on none: "all of nothing" would hold on every bar. */
    static List<Rule> require(List<Rule> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a rule made of rules needs at least one");
        }
        return List.copyOf(parts);
    }

    static List<RuleTrace> read(List<Rule> parts, BarContext context) {
        return parts.stream().map(part -> part.read(context)).toList();
    }

    /** Of a rule that looks at other rules only. */
    static RuleTrace reading(String words, Truth truth, List<RuleTrace> parts) {
        return new RuleTrace(words, truth, new TreeMap<>(), new TreeMap<>(), null, parts);
    }

    static Set<IndicatorColumn> needs(List<Rule> parts) {
        Set<IndicatorColumn> needs = new HashSet<>();
        parts.forEach(part -> needs.addAll(part.needs()));
        return needs;
    }

    static String text(List<Rule> parts, String word) {
        return parts.stream().map(Parts::bracketed).collect(Collectors.joining(" " + word + " "));
    }

    private static String bracketed(Rule part) {
        return part instanceof Comparison || part instanceof Condition || part instanceof Not
                ? part.text()
                : "(" + part.text() + ")";
    }
}
