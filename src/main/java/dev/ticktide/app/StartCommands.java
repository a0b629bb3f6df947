package dev.ticktide.app;

import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.config.DemoDefaults;
import dev.ticktide.app.launch.Launch;
import dev.ticktide.cluster.Role;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The commands that start the process: alone, with simulated data, or beside other nodes. */
final class StartCommands {

    private StartCommands() {}

    /** The options that they have in common. */
    private abstract static class Starting implements Callable<Integer> {

        @Mixin
        final SettingsOptions settings = new SettingsOptions();

        @Mixin
        final ClusterOptions cluster = new ClusterOptions();
    }

    /** Starts everything with the simulator. */
    @Command(
            name = "demo",
            description = "Start everything in this process with simulated data.",
            mixinStandardHelpOptions = true)
    static final class Demo extends Starting {

        @Override
        public Integer call() {
            return Launch.start(
                    settings.loader(DemoDefaults.CONFIG), cluster.plan(with(Role.computing(), Role.SIMULATE)));
        }
    }

    /** Starts everything without the simulator. */
    @Command(
            name = "start",
            description = "Start everything in this process, or with --cluster a node's roles, and wait for data.",
            mixinStandardHelpOptions = true)
    static final class Start extends Starting {

        @Override
        public Integer call() {
            return Launch.start(settings.loader(AppConfig.DEFAULTS), cluster.plan(Role.computing()));
        }
    }

    /** Starts a node beside one that runs with {@code --cluster}. */
    @Command(
            name = "join",
            description = "Start a node of a cluster with every computing role, on free ports.",
            mixinStandardHelpOptions = true)
    static final class Join extends Starting {

        @Override
        public Integer call() {
            return Launch.start(settings.loader(AppConfig.DEFAULTS), cluster.joining());
        }
    }

    private static Set<Role> with(Set<Role> roles, Role more) {
        Set<Role> all = EnumSet.copyOf(roles);
        all.add(more);
        return all;
    }
}
