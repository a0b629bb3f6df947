package dev.ticktide.app;

import dev.ticktide.app.launch.Launch;
import dev.ticktide.app.process.ProgramVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. A setting or place that can't be used is one line on standard error and exit code 1. */
@Command(
        name = "ticktide",
        description = "Real-time financial analysis and trading signals.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            StartCommands.Demo.class,
            StartCommands.Start.class,
            StartCommands.Join.class,
            IngestCommand.class,
            DataCommands.Backup.class,
            DataCommands.Restore.class,
            ShowConfig.class,
            StrategyCommands.class,
            DataCommands.DoctorCommand.class,
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
