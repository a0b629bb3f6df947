package dev.ticktide.formula;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All kinds of indicator there are, found on the class path. Thread-safe. */
public final class IndicatorKinds {

    private static final List<IndicatorKind> ALL = Stream.concat(
                    found(IndicatorKind.Provider.class).map(IndicatorKind.Provider::kind),
                    found(IndicatorKind.Library.class).flatMap(library -> library.kinds().stream()))
            .sorted(Comparator.comparing(IndicatorKind::name))
            .toList();

    private static final Map<String, IndicatorKind> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(IndicatorKind::name, Function.identity()));

    private IndicatorKinds() {}

    private static <T> Stream<T> found(Class<T> service) {
        return ServiceLoader.load(service, IndicatorKinds.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get);
    }

    /** In the order of their names. */
    public static List<IndicatorKind> all() {
        return ALL;
    }

    /**
     * The kind of this name, in lower case.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest one, or else all
     */
    public static IndicatorKind named(String name) {
        IndicatorKind kind = BY_NAME.get(name);
        if (kind == null) {
            String hint = NearestName.hint(name, BY_NAME.keySet());
            throw new IllegalArgumentException("there is no indicator \"" + name + "\""
                    + (hint.isEmpty() ? "; there are " + String.join(", ", new TreeSet<>(BY_NAME.keySet())) : hint));
        }
        return kind;
    }
}
