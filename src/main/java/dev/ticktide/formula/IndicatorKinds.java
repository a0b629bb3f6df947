package dev.ticktide.formula;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All kinds of indicator there are, found on the class path. Thread-safe. */
public final class IndicatorKinds {

    private static final List<IndicatorKind> ALL =
            ServiceLoader.load(IndicatorKind.Provider.class, IndicatorKinds.class.getClassLoader()).stream()
                    .map(provider -> provider.get().kind())
                    .sorted(Comparator.comparing(IndicatorKind::name))
                    .toList();

    private static final Map<String, IndicatorKind> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(IndicatorKind::name, Function.identity()));

    private IndicatorKinds() {}

    /** In the order of their names. */
    public static List<IndicatorKind> all() {
        return ALL;
    }

    /**
     * The kind of this name, in lower case.
     *
     * @throws IllegalArgumentException if there is none; the message names those there are
     */
    public static IndicatorKind named(String name) {
        IndicatorKind kind = BY_NAME.get(name);
        if (kind == null) {
            throw new IllegalArgumentException("there is no indicator \"" + name + "\"; there are "
                    + ALL.stream().map(IndicatorKind::example).collect(Collectors.joining(", ")));
        }
        return kind;
    }
}
