package dev.ticktide.app;

import dev.ticktide.store.SchemaException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command line. A setting or place that can't be used is one line on standard error and exit code 1. */
@Command(
        name = "ticktide",
        description = "Real-time financial analysis and trading signals.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {Main.Demo.class, Main.Start.class, Main.ShowConfig.class, Main.VersionCommand.class})
public final class Main {

    private static final int FAILED = 1;

    private Main() {}

    public static void main(String[] arguments) {
        CommandLine commandLine = new CommandLine(new Main())
                .setExecutionExceptionHandler((exception, command, parsed) -> {
                    if (exception instanceof ConfigException || exception instanceof SchemaException) {
                        command.getErr().println("ticktide: " + exception.getMessage());
                    } else {
                        exception.printStackTrace(command.getErr());
                    }
                    return FAILED;
                });
        int code = arguments.length == 0 ? help(commandLine) : commandLine.execute(arguments);
        // After a start the process lives on; its shutdown hook ends it.
        if (code != Launch.RUNNING) {
            System.exit(code);
        }
    }

    private static int help(CommandLine commandLine) {
        commandLine.usage(commandLine.getErr());
        return CommandLine.ExitCode.USAGE;
    }

    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
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

    /** Starts everything with the simulator. */
    @Command(
            name = "demo",
            description = "Start everything in this process with simulated data.",
            mixinStandardHelpOptions = true)
    static final class Demo implements Callable<Integer> {

        @Mixin
        private Settings settings = new Settings();

        @Override
        public Integer call() {
            return Launch.start(settings.loader(DemoDefaults.CONFIG), true);
        }
    }

    /** Starts everything without the simulator. */
    @Command(
            name = "start",
            description = "Start everything in this process and wait for data on /ingest.",
            mixinStandardHelpOptions = true)
    static final class Start implements Callable<Integer> {

        @Mixin
        private Settings settings = new Settings();

        @Override
        public Integer call() {
            return Launch.start(settings.loader(AppConfig.DEFAULTS), false);
        }
    }

    /** Prints the settings in force. */
    @Command(
            name = "show-config",
            description = "Print every setting and where it comes from; secrets are masked.",
            mixinStandardHelpOptions = true)
    static final class ShowConfig implements Callable<Integer> {

        @Mixin
        private Settings settings = new Settings();

        @Override
        public Integer call() {
            ConfigLoader loader = settings.loader(AppConfig.DEFAULTS);
            loader.load();
            System.out.print(loader.show());
            return 0;
        }
    }

    /** Prints the version. */
    @Command(name = "version", description = "Print the version.")
    static final class VersionCommand implements Callable<Integer> {

        @Override
        public Integer call() {
            System.out.println("ticktide " + version() + " on Java " + Runtime.version());
            return 0;
        }
    }

    /** For {@code --version}. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"ticktide " + version()};
        }
    }
}
