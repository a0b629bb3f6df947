package dev.ticktide.strategy.script;

import dev.ticktide.formula.library.TideFiles;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.strategy.Strategy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The strategies that may be used: those of a folder, one formula file each, and those of the jar. A file of the folder replaces
 * the strategy of the jar that has its name. Immutable.
 *
 * @param strategies in the order of their names
 * @param wrong what is wrong with the other files of the folder, by their names without the ending
 */
public record StrategyFolder(List<Strategy> strategies, SortedMap<String, String> wrong) {

    /** Strategies in one folder. */
    private static final int MAX_FILES = 200;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final int FIRST_VERSION = 100_000;
    private static final int VERSIONS = 900_000;

    /**
     * Reads a folder; one that does not exist has no files.
     *
     * @throws IllegalArgumentException if it cannot be read, or has too many files
     */
    public static StrategyFolder read(Path folder) {
        SortedMap<String, Strategy> strategies = new TreeMap<>();
        SortedMap<String, String> wrong = new TreeMap<>();
        Strategies.known().forEach(strategy -> strategies.put(strategy.name(), strategy));
        texts(folder).forEach((name, text) -> {
            try {
                strategies.put(name, compile(name, text));
            } catch (IllegalArgumentException e) {
                strategies.remove(name);
                wrong.put(name, String.valueOf(e.getMessage()));
            }
        });
        return new StrategyFolder(List.copyOf(strategies.values()), wrong);
    }

    /**
     * A strategy of a file.
     *
     * @throws IllegalArgumentException if its name or its text is wrong
     */
    public static Strategy compile(String name, String text) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a strategy's file is named with up to 40 small letters, digits and -, and"
                            + " begins with a letter, as golden-cross" + TideFiles.ENDING);
        }
        Strategy strategy = StrategyCompiler.compile(name, 1, text);
        return strategy.withVersion(version(strategy));
    }

    /** The strategy of a name; fails with {@link IllegalArgumentException} that says what is wrong or which there are. */
    public Strategy named(String name) {
        if (wrong.containsKey(name)) {
            throw new IllegalArgumentException("the strategy " + name + " cannot be used: " + wrong.get(name));
        }
        return Strategies.named(name, strategies);
    }

    /** Of the rules, not of the text: a comment or a blank makes no other version. */
    private static int version(Strategy strategy) {
        String rules = strategy.buyWords() + '\n' + strategy.sellWords() + '\n' + strategy.strengthScale();
        return FIRST_VERSION + (int) Math.floorMod(StableHash.of(rules), (long) VERSIONS);
    }

    private static SortedMap<String, String> texts(Path folder) {
        try {
            SortedMap<String, String> texts = TideFiles.in(folder);
            if (texts.size() > MAX_FILES) {
                throw new IllegalArgumentException(
                        folder + " has " + texts.size() + " strategies, more than " + MAX_FILES);
            }
            return texts;
        } catch (IOException e) {
            throw new IllegalArgumentException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
