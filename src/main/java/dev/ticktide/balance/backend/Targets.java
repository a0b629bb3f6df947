package dev.ticktide.balance.backend;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who there is, and whose turn it is. A slow node keeps its requests longer, so the fewest under way is where there is most
 * room; a dead one has none at all, so only those count that are known to be well. Confined to one thread.
 */
public final class Targets {

    private final Watch watch;
    private final int maxRequests;
    private List<Node> nodes = List.of();
    private List<Target> ingest = List.of();
    private List<Target> web = List.of();
    private int turn;

    /** @param maxRequests under way to one target, WebSockets not counted */
    public Targets(Watch watch, int maxRequests) {
        this.watch = watch;
        this.maxRequests = maxRequests;
    }

    /** The nodes there are at {@code now}, {@code System.nanoTime()}. Those that stay keep what is known of them. */
    public void refresh(List<Backend> backends, long now) {
        if (backends.equals(nodes.stream().map(node -> node.backend).toList())) {
            return;
        }
        List<Node> refreshed = new ArrayList<>();
        for (Backend backend : backends) {
            refreshed.add(nodes.stream()
                    .filter(node -> node.backend.equals(backend))
                    .findAny()
                    .orElseGet(() -> new Node(backend, watch, now)));
        }
        nodes = List.copyOf(refreshed);
        ingest = withRole(BackendRole.INGEST);
        web = withRole(BackendRole.WEB);
    }

    public List<Node> nodes() {
        return nodes;
    }

    public List<Target> of(BackendRole role) {
        return role == BackendRole.INGEST ? ingest : web;
    }

    /**
     * The best that is in and was not tried. If none is, one that is out but does not say of itself that it takes no work:
     * better a doubtful node than none. {@code null} if there is none with room.
     *
     * @param usual the node that is best as long as it is in, whatever it has to do; {@code null} if all are equal
     */
    public @Nullable Target choose(BackendRole role, Collection<Target> tried, boolean tunnel, @Nullable String usual) {
        Target known = usual == null ? null : at(usual, role, tried, tunnel);
        if (known != null) {
            return known;
        }
        Target best = best(role, tried, tunnel, true);
        return best != null || isFull(role) ? best : best(role, tried, tunnel, false);
    }

    /** Whether there is one that would do if it had not so much to do. */
    public boolean isFull(BackendRole role) {
        return of(role).stream().anyMatch(each -> each.isIn() && !hasRoom(each));
    }

    private @Nullable Target at(String node, BackendRole role, Collection<Target> tried, boolean tunnel) {
        for (Target each : of(role)) {
            if (each.node.name().equals(node)) {
                return each.isIn() && (tunnel || hasRoom(each)) && !tried.contains(each) ? each : null;
            }
        }
        return null;
    }

    private @Nullable Target best(BackendRole role, Collection<Target> tried, boolean tunnel, boolean in) {
        List<Target> all = of(role);
        Target best = null;
        // Equals take turns, or the first of an idle cluster would get everything.
        turn++;
        for (int i = 0; i < all.size(); i++) {
            Target each = all.get(Math.floorMod(turn + i, all.size()));
            boolean eligible = in ? each.isIn() : each.node.isReady();
            if (eligible
                    && (tunnel || hasRoom(each))
                    && (best == null || each.load(tunnel) < best.load(tunnel))
                    && !tried.contains(each)) {
                best = each;
            }
        }
        return best;
    }

    private boolean hasRoom(Target target) {
        return target.load(false) < maxRequests;
    }

    private List<Target> withRole(BackendRole role) {
        return nodes.stream()
                .flatMap(node -> node.targets.stream())
                .filter(target -> target.role == role)
                .toList();
    }
}
