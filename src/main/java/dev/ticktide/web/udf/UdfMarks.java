package dev.ticktide.web.udf;

import dev.ticktide.http.Bulkhead;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** The signals of a symbol as marks at their bars. */
final class UdfMarks extends UdfCall {

    private static final int MOST = 10_000;
    private static final int AT_ONCE = 500;
    private static final int SIZE = 14;
    private static final String UP = "#26a69a";
    private static final String DOWN = "#ef5350";
    private static final String WHITE = "#ffffff";

    private final List<Timeframe> timeframes;
    private final UdfSymbols symbols;
    private final Store store;
    private final Context context;
    private final Bulkhead large;

    UdfMarks(List<Timeframe> timeframes, UdfSymbols symbols, Store store, Context context, Bulkhead large) {
        super("/marks");
        this.timeframes = timeframes;
        this.symbols = symbols;
        this.store = store;
        this.context = context;
        this.large = large;
    }

    /** A column for each property. */
    private record View(
            List<String> id,
            List<Long> time,
            List<String> color,
            List<String> text,
            List<String> label,
            List<String> labelFontColor,
            List<Integer> minSize) {

        static View of(List<Signal> signals) {
            return new View(
                    column(signals, Signal::id),
                    column(signals, signal -> signal.barTime() / UdfQuery.MICROS),
                    column(signals, signal -> signal.side() == Side.BUY ? UP : DOWN),
                    column(signals, View::text),
                    column(signals, signal -> signal.side() == Side.BUY ? "B" : "S"),
                    Collections.nCopies(signals.size(), WHITE),
                    Collections.nCopies(signals.size(), SIZE));
        }

        private static <T> List<T> column(List<Signal> signals, Function<Signal, T> value) {
            return signals.stream().map(value).toList();
        }

        private static String text(Signal signal) {
            return signal.side().label() + " by " + signal.strategy() + " at " + signal.price() + ": "
                    + signal.explain().rule();
        }
    }

    @Override
    Future<?> answer(UdfQuery query) {
        return symbols.known(query).compose(symbol -> large.take(() -> marks(symbol, query)));
    }

    private Future<View> marks(String symbol, UdfQuery query) {
        Timeframe timeframe = query.resolution(timeframes);
        long from = query.seconds("from", Long.MIN_VALUE);
        long to = query.seconds("to", Long.MAX_VALUE / 2);
        // A page begins after a key of closing time and id, newest first.
        Store.PageKey before = new Store.PageKey(to + timeframe.micros() + 1, "");
        return signals(symbol, timeframe, from, before, new ArrayList<>())
                .map(found -> View.of(found.stream()
                        .filter(signal -> signal.barTime() >= from && signal.barTime() <= to)
                        .sorted(Comparator.comparingLong(Signal::barTime))
                        .toList()));
    }

    /** Page after page back to {@code from}, the newest {@value #MOST} at most. */
    private Future<List<Signal>> signals(
            String symbol, Timeframe timeframe, long from, Store.PageKey before, List<Signal> found) {
        long since = from == Long.MIN_VALUE ? from : from + timeframe.micros();
        Store.SignalQuery wanted = new Store.SignalQuery(symbol, timeframe, null, null, since, before, AT_ONCE);
        return Future.fromCompletionStage(store.signals(wanted), context).compose(page -> {
            page.forEach(each -> found.add(each.signal()));
            if (page.size() < AT_ONCE || found.size() >= MOST) {
                return Future.succeededFuture(found);
            }
            Signal last = found.get(found.size() - 1);
            return signals(
                    symbol, timeframe, from, new Store.PageKey(last.barTime() + timeframe.micros(), last.id()), found);
        });
    }
}
