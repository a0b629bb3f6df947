package dev.ticktide.app;

import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.config.ConfigLoader;
import dev.ticktide.app.wiring.Wiring;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/** Lets tests of other packages read command lines as the program does. */
public final class KnownCommands {

    private KnownCommands() {}

    /** Says what the program would say of a command line that it can't make out; empty if it can. Carries nothing out. */
    public static String problem(String... arguments) {
        try {
            CommandLine.ParseResult parsed = Main.commandLine().parseArgs(arguments);
            return parsed.hasSubcommand() || parsed.isUsageHelpRequested() ? "" : "no command";
        } catch (CommandLine.ParameterException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Carries a command out in this process and gives what it said; fails unless it ends with 0. */
    public static String run(String... arguments) {
        StringWriter err = new StringWriter();
        int code = Main.commandLine().setErr(new PrintWriter(err)).execute(arguments);
        if (code != 0) {
            throw new AssertionError(String.join(" ", arguments) + " ended with " + code + ": " + err);
        }
        return err.toString();
    }

    /** Throws what a start would say of these settings, unless it would go on and open its store. */
    public static void requireUsable(
            Iterable<Path> files, Map<String, String> environment, Map<String, String> values) {
        ConfigLoader loader = new ConfigLoader(AppConfig.DEFAULTS);
        files.forEach(loader::file);
        loader.environment(environment);
        values.forEach((key, value) -> loader.set(key, value, "--set " + key));
        new Wiring(loader.load()).requireUsable();
    }
}
