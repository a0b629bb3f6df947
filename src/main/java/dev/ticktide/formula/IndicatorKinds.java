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

    private static final List<IndicatorKind.Library> LIBRARIES =
            found(IndicatorKind.Library.class).toList();

    private static final List<IndicatorKind> ALL = Stream.concat(
                    found(IndicatorKind.Provider.class).map(IndicatorKind.Provider::kind),
                    LIBRARIES.stream().flatMap(library -> library.kinds().stream()))
            .sorted(Comparator.comparing(IndicatorKind::name))
            .toList();

    private static final Map<String, IndicatorKind> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(IndicatorKind::name, Function.identity()));

    private static final LastUsed<String, IndicatorKind> EXPRESSIONS = new LastUsed<>();

    private IndicatorKinds() {}

    private static <T> Stream<T> found(Class<T> service) {
        return ServiceLoader.load(service, IndicatorKinds.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get);
    }

    /** In the order of their names. */
    public static List<IndicatorKind> all() {
        return ALL;
    }

    /** Whether there is a named indicator, in lower case. */
    static boolean isNamed(String name) {
        return BY_NAME.containsKey(name);
    }

    /** Whether the name of a kind is the text of an expression. */
    static boolean isExpression(String name) {
        return !isNamed(name);
    }

    /**
     * An expression as a kind.
     *
     * @throws IllegalArgumentException if the text is none; says what is wrong
     */
    static IndicatorKind expression(String text) {
        return EXPRESSIONS.get(text, LIBRARIES.get(0)::expression);
    }

    /**
     * The kind of this name, in lower case.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest one, or else all
     */
    public static IndicatorKind named(String name) {
        IndicatorKind kind = BY_NAME.get(name);
        if (kind != null) {
            return kind;
        }
        boolean isWord = name.chars().allMatch(Character::isLetterOrDigit);
        try {
            return expression(name);
        } catch (IllegalArgumentException e) {
            throw isWord ? unknown(name) : e;
        }
    }

    private static IllegalArgumentException unknown(String name) {
        String hint = NearestName.hint(name, BY_NAME.keySet());
        return new IllegalArgumentException("there is no indicator \"" + name + "\""
                + (hint.isEmpty() ? "; there are " + String.join(", ", new TreeSet<>(BY_NAME.keySet())) : hint));
    }
}
