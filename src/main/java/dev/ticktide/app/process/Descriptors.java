package dev.ticktide.app.process;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.ticktide.cluster.Role;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;

/**
 * Divides the file descriptors that this process may have among its ports, so that the connections of one never take what another
 * needs. A quarter, at least 256, stays with the store, the event bus, mails and files.
 */
public final class Descriptors {

    private static final long UNKNOWN = 65_536;
    private static final int KEPT = 4;

    /** Class path, store, bus and log have about 150 open, and a large answer from the page's folder has one more. */
    private static final long LEAST_KEPT = 256;

    /** A connection through the balancer has another one behind it. */
    private static final Map<Role, Integer> PER_CONNECTION = Map.of(Role.INGEST, 1, Role.WEB, 1, Role.BALANCE, 2);

    private static final Map<Role, Integer> WEIGHT = Map.of(Role.INGEST, 3, Role.WEB, 2, Role.BALANCE, 3);

    private final long limit;
    private final int weights;

    /** @param limit {@code ulimit -n} */
    Descriptors(long limit, Set<Role> roles) {
        this.limit = limit;
        this.weights = WEIGHT.entrySet().stream()
                .filter(each -> roles.contains(each.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** By the limit of this process; where the system does not say, 65,536. */
    public static Descriptors ofThisProcess(Set<Role> roles) {
        long limit = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : UNKNOWN;
        return new Descriptors(limit <= 0 ? UNKNOWN : limit, roles);
    }

    /** The connections that a port may have: what is wanted, or what there are descriptors for. */
    public int connections(Role role, int wanted) {
        long kept = Math.min(limit / 2, Math.max(LEAST_KEPT, limit / KEPT));
        long share = (limit - kept) * WEIGHT.getOrDefault(role, 1) / Math.max(1, weights);
        return (int) Math.max(1, Math.min(wanted, share / PER_CONNECTION.getOrDefault(role, 1)));
    }
}
