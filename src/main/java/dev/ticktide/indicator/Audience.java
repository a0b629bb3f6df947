package dev.ticktide.indicator;

import dev.ticktide.cluster.Member;
import dev.ticktide.cluster.Role;
import dev.ticktide.market.message.Watching;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which symbols the pages of the web nodes show, so that updates of other symbols need not be sent. As long as a web
 * node has not said what its pages show, everything counts as watched. Confined to one context.
 */
final class Audience {

    private final Map<String, Set<String>> watched = new HashMap<>();
    private Set<String> webNodes = Set.of();
    private boolean isComplete;

    /** Says which web nodes there are. */
    void webNodes(Set<String> nodes) {
        webNodes = Set.copyOf(nodes);
        watched.keySet().retainAll(webNodes);
        isComplete = watched.keySet().containsAll(webNodes);
    }

    /** Takes the web nodes among all members. */
    void members(Collection<Member> members) {
        webNodes(members.stream()
                .filter(member -> member.roles().contains(Role.WEB))
                .map(Member::node)
                .collect(Collectors.toSet()));
    }

    void update(Watching watching) {
        if (watching.all()) {
            watched.put(watching.node(), new HashSet<>(watching.symbols()));
            isComplete = watched.keySet().containsAll(webNodes);
        } else {
            // Without its first full list a node counts as one that watches everything.
            watched.computeIfPresent(watching.node(), (node, symbols) -> {
                symbols.addAll(watching.symbols());
                return symbols;
            });
        }
    }

    boolean watches(String symbol) {
        if (!isComplete) {
            return true;
        }
        for (Set<String> symbols : watched.values()) {
            if (symbols.contains(symbol)) {
                return true;
            }
        }
        return false;
    }
}
