package dev.ticktide.store.postgres;

import java.util.Collection;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Rows turned into one array per column, which is how {@code unnest} takes any number of them in one statement. */
final class Columns {

    private Columns() {}

    static <T> String[] texts(Collection<T> rows, Function<T, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    static <T> Integer[] ints(Collection<T> rows, ToIntFunction<T> column) {
        return rows.stream().mapToInt(column).boxed().toArray(Integer[]::new);
    }

    static <T> Long[] longs(Collection<T> rows, ToLongFunction<T> column) {
        return rows.stream().mapToLong(column).boxed().toArray(Long[]::new);
    }

    static <T> Double[] doubles(Collection<T> rows, ToDoubleFunction<T> column) {
        return rows.stream().mapToDouble(column).boxed().toArray(Double[]::new);
    }
}
