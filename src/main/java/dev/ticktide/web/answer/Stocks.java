package dev.ticktide.web.answer;

import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.http.ProblemException;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.message.SymbolQuery;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.store.Store;
import dev.ticktide.web.board.Board;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Which symbols and timeframes there are, and what the owner of a symbol knows of it. Confined to one context. */
public final class Stocks {

    /** An owner answers from its memory; one that has not by now is on its way out, and the question may be lost with it. */
    private static final long VIEW_MILLIS = 2_000;

    private final List<Timeframe> timeframes;
    private final Store store;
    private final Bus bus;
    private final Ownership indicatorOwners;
    private final Board board;
    private final Context context;

    public Stocks(
            List<Timeframe> timeframes, Store store, Bus bus, Ownership indicatorOwners, Board board, Context context) {
        this.timeframes = timeframes;
        this.store = store;
        this.bus = bus;
        this.indicatorOwners = indicatorOwners;
        this.board = board;
        this.context = context;
    }

    /** What the owner of a symbol knows of it right now. */
    public Future<SymbolView> view(String symbol) {
        int partition = StableHash.partition(symbol, store.partitions());
        String owner = indicatorOwners.ownerOf(partition);
        if (owner == null) {
            return Future.failedFuture(new OwnerUnavailableException());
        }
        return bus.request(Addresses.symbol(owner), new SymbolQuery(partition, symbol))
                .timeout(VIEW_MILLIS, TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        failure instanceof TimeoutException ? new OwnerUnavailableException() : failure));
    }

    /** 404 for an unknown symbol, instead of an empty answer that says nothing. */
    public Future<Void> known(@Nullable String symbol, boolean isEmpty) {
        if (symbol == null || !isEmpty || board.summary(symbol) != null || board.company(symbol) != null) {
            return Future.succeededFuture();
        }
        return view(symbol).compose(view -> {
            requireKnown(symbol, view);
            return Future.succeededFuture();
        });
    }

    public void requireKnown(String symbol, SymbolView view) {
        if (view.open().isEmpty() && view.metadata().isEmpty() && board.company(symbol) == null) {
            throw unknown();
        }
    }

    public static ProblemException unknown() {
        return new ProblemException(404, "not_found", "nothing has been received for this symbol");
    }

    public Timeframe known(Timeframe timeframe) {
        if (!timeframes.contains(timeframe)) {
            throw new ProblemException(422, "unknown_timeframe", "timeframes here are " + timeframes);
        }
        return timeframe;
    }

    public static long closedBars(SymbolView view, Timeframe timeframe) {
        return view.open().stream()
                .filter(update -> update.timeframe().equals(timeframe))
                .mapToLong(BarUpdate::bars)
                .max()
                .orElse(0);
    }

    public <T> Future<T> on(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context);
    }
}
