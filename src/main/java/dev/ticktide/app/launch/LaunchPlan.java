package dev.ticktide.app.launch;

import dev.ticktide.cluster.Role;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a process is to be.
 *
 * @param clustered whether it meets others
 * @param clusterFile Hazelcast's configuration; {@code null} for the usual one
 * @param anyPorts whether ports that nothing was said about are to be free ones
 */
public record LaunchPlan(
        Set<Role> roles, boolean clustered, @Nullable Path clusterFile, boolean anyPorts) {

    boolean has(Role role) {
        return roles.contains(role);
    }
}
