package dev.ticktide.signal;

import dev.ticktide.market.Explanation;
import dev.ticktide.market.IndicatorName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    static List<Explanation> explain(List<Rule> parts, BarContext context) {
        return parts.stream().map(part -> part.explain(context)).toList();
    }

    static Set<IndicatorName> needs(List<Rule> parts) {
        Set<IndicatorName> needs = new HashSet<>();
        parts.forEach(part -> needs.addAll(part.needs()));
        return needs;
    }

    static String text(List<Rule> parts, String word) {
        return parts.stream().map(Parts::bracketed).collect(Collectors.joining(" " + word + " "));
    }

    private static String bracketed(Rule part) {
        return part instanceof Comparison || part instanceof Not ? part.text() : "(" + part.text() + ")";
    }
}
