package dev.ticktide.cluster;

import java.util.Set;

/**
 * A node as it introduced itself when it joined.
 *
 * @param node its id, unique among all nodes and runs
 * @param roles what it takes part in
 * @param host where its ports are
 * @param ingestPort {@link #NO_PORT} without the role
 * @param webPort where its pages or, without the role web, at least its health and metrics are
 * @param pid its process on its host
 * @param version of the program
 */
public record Member(String node, Set<Role> roles, String host, int ingestPort, int webPort, long pid, String version) {

    public static final int NO_PORT = -1;

    public Member {
        roles = Set.copyOf(roles);
    }
}
