package dev.ticktide.app;

import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.config.ConfigException;
import dev.ticktide.app.config.ConfigLoader;
import dev.ticktide.app.config.DemoDefaults;
import dev.ticktide.app.config.SettingsSchema;
import dev.ticktide.app.launch.Launch;
import dev.ticktide.app.process.ProgramVersion;
import dev.ticktide.app.process.SymbolRoom;
import dev.ticktide.app.store.Archive;
import dev.ticktide.app.store.Doctor;
import dev.ticktide.app.wiring.Wiring;
import dev.ticktide.cluster.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line. A setting or place that can't be used is one line on standard error and exit code 1. */
@Command(
        name = "ticktide",
        description = "Real-time financial analysis and trading signals.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            Main.Demo.class,
            Main.Start.class,
            Main.Join.class,
            IngestCommand.class,
            Main.Backup.class,
            Main.Restore.class,
            Main.ShowConfig.class,
            Main.DoctorCommand.class,
            SourceCommands.Test.class,
            SourceCommands.Bench.class,
            SourceCommands.Stats.class,
            SourceCommands.Pictures.class,
            Main.VersionCommand.class
        })
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        CommandLine commandLine = commandLine();
        int code = arguments.length == 0 ? help(commandLine) : commandLine.execute(arguments);
        // After a start the process lives on; its shutdown hook ends it.
        if (code != Launch.RUNNING) {
            System.exit(code);
        }
    }

    static CommandLine commandLine() {
        return UsageErrors.on(new CommandLine(new Main()));
    }

    private static int help(CommandLine commandLine) {
        commandLine.usage(commandLine.getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /** The options that say where settings come from. */
    static final class Settings {

        @Option(
                names = {"-c", "--config"},
                paramLabel = "FILE",
                description = "YAML settings; may be given several times, the last one wins.")
        private List<Path> files = new ArrayList<>();

        @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting, such as --set web.port=9090.")
        private Map<String, String> values = Map.of();

        @Option(names = "--data", paramLabel = "FILE", description = "Where the data is kept (store.path).")
        private @Nullable String data;

        ConfigLoader loader(AppConfig defaults) {
            ConfigLoader loader = new ConfigLoader(defaults);
            files.forEach(loader::file);
            loader.environment(System.getenv());
            values.forEach((key, value) -> loader.set(key, value, "--set " + key));
            String path = data;
            if (path != null) {
                loader.set("store.path", path, "--data");
            }
            return loader;
        }
    }

    /** The options that say which part of a cluster a process is. */
    static final class ClusterOptions {

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

        Launch.Plan plan(Set<Role> usual) {
            if (!clustered && (!roles.isEmpty() || file != null)) {
                throw new ConfigException("--roles and --cluster-config are for nodes of a cluster; add --cluster");
            }
            return new Launch.Plan(chosen(usual), clustered, file, false);
        }

        Launch.Plan joining() {
            return new Launch.Plan(chosen(Role.computing()), true, file, true);
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

    /** Starts everything with the simulator. */
    @Command(
            name = "demo",
            description = "Start everything in this process with simulated data.",
            mixinStandardHelpOptions = true)
    static final class Demo implements Callable<Integer> {

        @Mixin
        private Settings settings = new Settings();

        @Mixin
        private ClusterOptions cluster = new ClusterOptions();

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
    static final class Start implements Callable<Integer> {

        @Mixin
        private Settings settings = new Settings();

        @Mixin
        private ClusterOptions cluster = new ClusterOptions();

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
    static final class Join implements Callable<Integer> {

        @Mixin
        private Settings settings = new Settings();

        @Mixin
        private ClusterOptions cluster = new ClusterOptions();

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

    /** Copies the data of a running or stopped Ticktide. */
    @Command(
            name = "backup",
            description = "Copy the data to a file, also while Ticktide runs.",
            mixinStandardHelpOptions = true)
    static final class Backup implements Callable<Integer> {

        @Mixin
        private Settings settings = new Settings();

        @Parameters(paramLabel = "FILE", description = "The copy; made whole before it appears.")
        @SuppressWarnings("NullAway.Init") // The command line has to name it.
        private Path file;

        @Option(names = "--force", description = "Replace FILE if it exists.")
        private boolean force;

        @Override
        public Integer call() {
            AppConfig config = settings.loader(AppConfig.DEFAULTS).load();
            System.out.println("ticktide: " + new Archive(config.store()).backup(atCaller(file), force));
            return 0;
        }
    }

    /** Puts a backup in the place of the data. */
    @Command(
            name = "restore",
            description = "Put a backup in the place of the data; no Ticktide may use them.",
            mixinStandardHelpOptions = true)
    static final class Restore implements Callable<Integer> {

        @Mixin
        private Settings settings = new Settings();

        @Parameters(paramLabel = "FILE", description = "A file that ticktide backup made.")
        @SuppressWarnings("NullAway.Init") // The command line has to name it.
        private Path file;

        @Option(
                names = "--verify",
                description = "Look through the whole backup first: pages, indexes, logs without a gap.")
        private boolean verify;

        @Option(names = "--force", description = "Put data that are there aside.")
        private boolean force;

        @Override
        public Integer call() {
            AppConfig config = settings.loader(AppConfig.DEFAULTS).load();
            System.out.println("ticktide: " + new Archive(config.store()).restore(atCaller(file), verify, force));
            return 0;
        }
    }

    /** The launcher runs in its own folder; a file named on the command line is meant from where that was typed. */
    private static Path atCaller(Path file) {
        return Path.of(System.getProperty("ticktide.caller", "")).resolve(file).toAbsolutePath();
    }

    /** Prints the settings in force. */
    @Command(
            name = "show-config",
            description = "Print every setting and where it comes from; secrets are masked.",
            mixinStandardHelpOptions = true)
    static final class ShowConfig implements Callable<Integer> {

        @Mixin
        private Settings settings = new Settings();

        @Option(names = "--explain", description = "Also print what each setting means and which values it takes.")
        private boolean explain;

        @Option(names = "--schema", description = "Print the JSON schema of configuration files instead.")
        private boolean schema;

        @Override
        public Integer call() {
            if (schema) {
                System.out.println(SettingsSchema.of(AppConfig.class).toPrettyString());
                return 0;
            }
            ConfigLoader loader = settings.loader(AppConfig.DEFAULTS);
            AppConfig config = SymbolRoom.settle(loader, Role.computing());
            System.out.print(explain ? loader.explain() : loader.show());
            new Wiring(config).requireUsable();
            return 0;
        }
    }

    /** Examines what is stored. */
    @Command(
            name = "doctor",
            description = "Say whether what is stored is whole, and what to do if not; exit code 1 if it is damaged.",
            mixinStandardHelpOptions = true)
    static final class DoctorCommand implements Callable<Integer> {

        @Mixin
        private Settings settings = new Settings();

        @Option(names = "--store", required = true, description = "Examine the stored data, all of it.")
        private boolean store;

        @Override
        public Integer call() {
            if (!store) {
                throw new ConfigException("--store=false leaves nothing to examine");
            }
            return Doctor.store(settings.loader(AppConfig.DEFAULTS).load().store(), System.out);
        }
    }

    /** Prints the version. */
    @Command(name = "version", description = "Print the version.")
    static final class VersionCommand implements Callable<Integer> {

        @Override
        public Integer call() {
            System.out.println("ticktide " + ProgramVersion.text() + " on Java " + Runtime.version());
            return 0;
        }
    }

    /** For {@code --version}. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"ticktide " + ProgramVersion.text()};
        }
    }
}
