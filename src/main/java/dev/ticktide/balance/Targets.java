package dev.ticktide.balance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who there is, and whose turn it is. A slow node keeps its requests longer, so the fewest under way is where there is most
 * room; a dead one has none at all, so only those count that are known to be well. Confined to one thread.
 */
final class Targets {

    private final BalanceSettings.Watch watch;
    private final int maxRequests;
    private List<Target> ingest = List.of();
    private List<Target> web = List.of();
    private int turn;

    /** @param maxRequests under way to one target, WebSockets not counted */
    Targets(BalanceSettings.Watch watch, int maxRequests) {
        this.watch = watch;
        this.maxRequests = maxRequests;
    }

    /** Those that stay keep what is known of them. */
    void refresh(List<Backend> backends) {
        ingest = refreshed(Role.INGEST, ingest, backends);
        web = refreshed(Role.WEB, web, backends);
    }

    List<Target> of(Role role) {
        return role == Role.INGEST ? ingest : web;
    }

    /** The best that was not tried; if none of those is in, the least bad one. {@code null} if there is none with room. */
    @Nullable
    Target choose(Role role, Collection<Target> tried, boolean tunnel) {
        Target best = chooseWell(role, tried, tunnel);
        return best != null || hasFullOne(role, tried) ? best : leastBad(role, tried);
    }

    /** The best of those that are in and were not tried. */
    @Nullable
    Target chooseWell(Role role, Collection<Target> tried, boolean tunnel) {
        List<Target> all = of(role);
        Target best = null;
        // Equals take turns, or the first of an idle cluster would get everything.
        turn++;
        for (int i = 0; i < all.size(); i++) {
            Target each = all.get(Math.floorMod(turn + i, all.size()));
            if (each.health.isIn()
                    && (tunnel || hasRoom(each))
                    && (best == null || each.load(tunnel) < best.load(tunnel))
                    && !tried.contains(each)) {
                best = each;
            }
        }
        return best;
    }

    /** Whether there is one that would do if it had not so much to do. */
    boolean hasFullOne(Role role, Collection<Target> tried) {
        return of(role).stream().anyMatch(each -> each.health.isIn() && !hasRoom(each) && !tried.contains(each));
    }

    /** What a node says of itself on its web port goes for its other port too. */
    void ready(String node, boolean takesWork) {
        for (Role role : Role.values()) {
            for (Target each : of(role)) {
                if (each.node.equals(node)) {
                    each.health.ready(takesWork);
                }
            }
        }
    }

    private @Nullable Target leastBad(Role role, Collection<Target> tried) {
        Target best = null;
        for (Target each : of(role)) {
            if (!tried.contains(each) && hasRoom(each) && (best == null || each.health.isBetterThan(best.health))) {
                best = each;
            }
        }
        return best;
    }

    private boolean hasRoom(Target target) {
        return target.load(false) < maxRequests;
    }

    private List<Target> refreshed(Role role, List<Target> before, List<Backend> backends) {
        List<Target> now = new ArrayList<>();
        for (Backend backend : backends) {
            int port = role.portOf(backend);
            if (port != Backend.NONE) {
                now.add(before.stream()
                        .filter(each -> each.isAt(backend))
                        .findAny()
                        .orElseGet(
                                () -> new Target(backend.node(), role, backend.host(), port, new Health(watch))));
            }
        }
        return List.copyOf(now);
    }
}
