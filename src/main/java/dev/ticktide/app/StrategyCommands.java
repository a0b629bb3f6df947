package dev.ticktide.app;

import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.config.ConfigException;
import dev.ticktide.formula.library.TideFiles;
import dev.ticktide.formula.syntax.Problem;
import dev.ticktide.signal.SignalConfig;
import dev.ticktide.strategy.Strategy;
import dev.ticktide.strategy.script.StrategyFolder;
import dev.ticktide.strategy.script.StrategyTextException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists and checks strategies, which are files in the formula language. */
@Command(
        name = "strategy",
        description = "List the strategies, or check files of your own.",
        mixinStandardHelpOptions = true,
        subcommands = {StrategyCommands.ListCommand.class, StrategyCommands.Check.class})
final class StrategyCommands implements Callable<Integer> {

    @Override
    public Integer call() {
        throw new ConfigException("say what to do: ./ticktide strategy list, or ./ticktide strategy check FILE");
    }

    /** Those of the folder and of the program. */
    @Command(
            name = "list",
            description =
                    "List the strategies of the folder signals.folder and of the program, and where each one runs.",
            mixinStandardHelpOptions = true)
    static final class ListCommand implements Callable<Integer> {

        @Mixin
        private SettingsOptions settings = new SettingsOptions();

        @Override
        public Integer call() {
            AppConfig config = settings.loader(AppConfig.DEFAULTS).load();
            StrategyFolder folder = ConfigException.at(
                    "signals.folder",
                    () -> StrategyFolder.read(Path.of(config.signals().folder())));
            Map<String, String> running = config.signals().strategies().stream()
                    .collect(Collectors.toMap(
                            SignalConfig.StrategyUse::name,
                            use -> String.join(", ", use.timeframes()),
                            (a, b) -> a + ", " + b));
            for (Strategy strategy : folder.strategies()) {
                System.out.println(strategy.name() + ", version " + strategy.version() + ": "
                        + (running.containsKey(strategy.name())
                                ? "runs on " + running.get(strategy.name())
                                : "not in signals.strategies"));
                System.out.println("    " + strategy.description());
                System.out.println("    buy when  " + strategy.buyWords());
                System.out.println("    sell when " + strategy.sellWords());
            }
            folder.wrong().forEach((name, why) -> System.out.println(name + ": wrong, " + why));
            return 0;
        }
    }

    /** Whether files are strategies. */
    @Command(
            name = "check",
            description = "Check files: each problem with its line and column; exit code 1 if there is one.",
            mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {

        @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files such as strategies/my-idea.tide.")
        private List<Path> files = List.of();

        @Override
        public Integer call() {
            boolean isRight = true;
            for (Path file : files) {
                isRight &= check(file);
            }
            return isRight ? 0 : 1;
        }

        private static boolean check(Path file) {
            String text = text(DataCommands.atCaller(file));
            String name = String.valueOf(file.getFileName()).replaceFirst("[.]tide$", "");
            try {
                Strategy strategy = StrategyFolder.compile(name, text);
                System.out.println(
                        file + ": right; buys when " + strategy.buyWords() + "; sells when " + strategy.sellWords());
                return true;
            } catch (StrategyTextException e) {
                e.problems().forEach(problem -> print(file, text, problem));
            } catch (IllegalArgumentException e) {
                System.out.println(file + ": " + e.getMessage());
            }
            return false;
        }

        /** As compilers do: the place, the line, and a mark under it. */
        private static void print(Path file, String text, Problem problem) {
            String line =
                    text.lines().skip(problem.at().line() - 1L).findFirst().orElse("");
            System.out.println(
                    file + ":" + problem.at().line() + ":" + problem.at().column() + ": " + problem.message());
            System.out.println("    " + line);
            System.out.println("    " + " ".repeat(Math.max(0, problem.at().column() - 1))
                    + "^".repeat(Math.max(1, problem.at().length())));
        }

        private static String text(Path file) {
            if (!file.toString().endsWith(TideFiles.ENDING)) {
                throw new ConfigException(file + " is no strategy: its name must end with " + TideFiles.ENDING);
            }
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new ConfigException(file + " cannot be read as UTF-8 text: " + e.getMessage());
            }
        }
    }
}
