package dev.ticktide.web.udf;

import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.market.symbol.Symbols;
import dev.ticktide.store.Store;
import dev.ticktide.web.board.Board;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which symbols there are, in that protocol's words. Confined to one context. */
final class UdfSymbols {

    static final String EXCHANGE = "TICKTIDE";
    static final String PREFIX = EXCHANGE + ":";
    static final String TYPE = "stock";

    private final Board board;
    private final Function<String, Future<SymbolView>> views;

    /** @param views what the owner of a symbol knows of it right now */
    UdfSymbols(Board board, Function<String, Future<SymbolView>> views) {
        this.board = board;
        this.views = views;
    }

    /** A symbol that any stage knows: right after a bulk load its summary may not have come here yet. */
    Future<String> known(UdfQuery query) {
        String symbol = plain(query.required("symbol"));
        if (board.summary(symbol) != null) {
            return Future.succeededFuture(symbol);
        }
        if (symbol.isEmpty()) {
            throw new UdfException("unknown_symbol");
        }
        return views.apply(symbol)
                .compose(view -> view.open().isEmpty()
                        ? Future.failedFuture(new UdfException("unknown_symbol"))
                        : Future.succeededFuture(symbol));
    }

    Future<SymbolView> view(String symbol) {
        return views.apply(symbol);
    }

    Collection<StockSummary> summaries() {
        return board.summaries();
    }

    /** @param text a symbol as asked for, with or without its exchange */
    @Nullable
    StockSummary summary(String text) {
        return board.summary(plain(text));
    }

    String description(String symbol) {
        Store.SymbolInfo info = board.company(symbol);
        String name = info == null ? null : info.name();
        return name == null ? symbol : name;
    }

    private static String plain(String text) {
        boolean hasPrefix = text.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
        String symbol = Symbols.canonical(hasPrefix ? text.substring(PREFIX.length()) : text);
        return Symbols.isValid(symbol) ? symbol : "";
    }
}
