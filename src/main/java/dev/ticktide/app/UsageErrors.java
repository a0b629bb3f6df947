package dev.ticktide.app;

import dev.ticktide.app.config.ConfigException;
import dev.ticktide.formula.NearestName;
import dev.ticktide.settings.Within;
import dev.ticktide.store.SchemaException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Puts everything that is wrong with a command into one line on standard error that names the place and the cure. */
final class UsageErrors {

    static final int FAILED = 1;

    /** Set to anything, it makes unexpected errors show their stack trace. */
    private static final String STACK_TRACE = "TICKTIDE_STACKTRACE";

    private UsageErrors() {}

    static CommandLine on(CommandLine commandLine) {
        return commandLine
                .registerConverter(Path.class, UsageErrors::path)
                .registerConverter(URI.class, UsageErrors::uri)
                .setParameterExceptionHandler(UsageErrors::wrongUsage)
                .setExecutionExceptionHandler(UsageErrors::failed);
    }

    private static int wrongUsage(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String what = e instanceof UnmatchedArgumentException unmatched
                ? unknown(unmatched, command)
                : String.valueOf(e.getMessage()).replace("option option", "option");
        command.getErr()
                .println("ticktide: " + firstLine(what) + (what.endsWith("?") ? " \"" : "; \"") + name
                        + " --help\" lists what it takes");
        return CommandLine.ExitCode.USAGE;
    }

    private static String unknown(UnmatchedArgumentException e, CommandLine command) {
        String word = e.getUnmatched().get(0);
        String name = command.getCommandSpec().qualifiedName();
        List<String> known = word.startsWith("-")
                ? command.getCommandSpec().options().stream()
                        .map(CommandLine.Model.OptionSpec::longestName)
                        .toList()
                : List.copyOf(command.getSubcommands().keySet());
        return "\"" + name + "\" takes no " + (word.startsWith("-") ? "option " : "") + "\"" + word + "\""
                + NearestName.hint(word, known);
    }

    private static int failed(Exception e, CommandLine command, @Nullable ParseResult parsed) {
        if (e instanceof ConfigException || e instanceof SchemaException) {
            command.getErr().println("ticktide: " + firstLine(String.valueOf(e.getMessage())));
        } else if (System.getenv(STACK_TRACE) != null) {
            e.printStackTrace(command.getErr());
        } else {
            command.getErr()
                    .println("ticktide: \"" + command.getCommandSpec().qualifiedName()
                            + "\" met an error that Ticktide's authors did not expect; run it again with "
                            + STACK_TRACE + "=1 in front, and send them what it prints");
        }
        return FAILED;
    }

    private static String firstLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("\"" + text.replace('\0', '?') + "\" can't be the name of a file");
        }
    }

    private static URI uri(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null
                    && uri.getPort() <= Within.MAX_PORT
                    && List.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below, as of every address that is none.
        }
        throw new TypeConversionException(
                "\"" + text + "\" is no address of a server; one is written http://127.0.0.1:5000");
    }
}
