package dev.ticktide.store.postgres.tables;

import dev.ticktide.store.Store;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
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

    /** The columns of a table of bars, after its first. */
    static Tuple bars(Object first, Collection<Store.ClosedBar> bars) {
        return Tuple.from(List.of(
                first,
                texts(bars, closed -> closed.timeframe().name()),
                longs(bars, closed -> closed.bar().time()),
                doubles(bars, closed -> closed.bar().open()),
                doubles(bars, closed -> closed.bar().high()),
                doubles(bars, closed -> closed.bar().low()),
                doubles(bars, closed -> closed.bar().close()),
                doubles(bars, closed -> closed.bar().volume()),
                ints(bars, closed -> closed.bar().candles())));
    }
}
