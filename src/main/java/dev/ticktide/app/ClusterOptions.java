package dev.ticktide.app;

import dev.ticktide.app.config.ConfigException;
import dev.ticktide.app.launch.LaunchPlan;
import dev.ticktide.cluster.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which part of a cluster a process is. */
final class ClusterOptions {

    @Option(names = "--cluster", description = "Be a node of a cluster; other nodes share the work.")
    private boolean clustered;

    @Option(
            names = "--roles",
            split = ",",
            paramLabel = "ROLE",
            description =
                    "What this node takes part in, of: ingest, indicator, signal, aggregate, notify, web, balance,"
                            + " simulate. All but the last two if nothing is said.")
    private List<String> roles = new ArrayList<>();

    @Option(
            names = "--cluster-config",
            paramLabel = "FILE",
            description = "Hazelcast's configuration; cluster.xml if nothing is said.")
    private @Nullable Path file;

    LaunchPlan plan(Set<Role> usual) {
        if (!clustered && (!roles.isEmpty() || file != null)) {
            throw new ConfigException("--roles and --cluster-config are for nodes of a cluster; add --cluster");
        }
        return new LaunchPlan(chosen(usual), clustered, file, false);
    }

    LaunchPlan joining() {
        return new LaunchPlan(chosen(Role.computing()), true, file, true);
    }

    private Set<Role> chosen(Set<Role> usual) {
        if (roles.isEmpty()) {
            return usual;
        }
        try {
            return roles.stream().map(String::trim).map(Role::parse).collect(Collectors.toSet());
        } catch (IllegalArgumentException e) {
            throw new ConfigException("--roles: " + e.getMessage());
        }
    }
}
