package dev.ticktide.strategy.script;

import dev.ticktide.formula.NearestName;
import dev.ticktide.formula.library.TideFiles;
import dev.ticktide.strategy.Strategy;
import java.util.List;

/** The strategies in the jar: one formula file each in the resource folder {@code strategies}. */
public final class Strategies {

    private static final List<Strategy> ALL = TideFiles.inJar("strategies").entrySet().stream()
            .map(file -> StrategyCompiler.compile(file.getKey(), 1, file.getValue()))
            .toList();

    /** The price has fallen or risen too far and turns. */
    public static final Strategy RSI_REVERSAL = named("rsi-reversal");

    /** The short average overtakes the long one while there is room to go. */
    public static final Strategy TREND = named("trend");

    private Strategies() {}

    /** All of them, whether they are in use or not, in the order of their names. */
    public static List<Strategy> known() {
        return ALL;
    }

    /** Finds a strategy. Fails with {@link IllegalArgumentException} that names the nearest one, or those there are. */
    public static Strategy named(String name) {
        return named(name, ALL);
    }

    /** The same among other strategies. */
    public static Strategy named(String name, List<Strategy> all) {
        List<String> names = all.stream().map(Strategy::name).toList();
        return all.stream()
                .filter(strategy -> strategy.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no strategy \"" + name + "\""
                        + hint(NearestName.hint(name, names)) + String.join(", ", names)));
    }

    private static String hint(String nearest) {
        return nearest.isEmpty() ? "; there are " : nearest + " There are ";
    }
}
