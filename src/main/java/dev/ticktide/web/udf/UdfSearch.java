package dev.ticktide.web.udf;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.ticktide.market.signal.StockSummary;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Symbols whose name or company has a text in it. */
final class UdfSearch extends UdfCall {

    private static final int MOST = 100;

    private final UdfSymbols symbols;

    UdfSearch(UdfSymbols symbols) {
        super("/search");
        this.symbols = symbols;
    }

    @JsonNaming(SnakeCaseStrategy.class)
    private record Found(
            String symbol, String fullName, String description, String exchange, String type, String ticker) {}

    @Override
    Future<?> answer(UdfQuery query) {
        String wanted = upper(query.text("query"));
        int limit = Math.min(MOST, query.whole("limit", MOST));
        if (!Set.of("", UdfSymbols.TYPE).contains(query.text("type"))
                || !Set.of("", UdfSymbols.EXCHANGE).contains(query.text("exchange"))) {
            return Future.succeededFuture(List.of());
        }
        return Future.succeededFuture(symbols.summaries().stream()
                .map(StockSummary::symbol)
                .filter(symbol -> upper(symbol).contains(wanted)
                        || upper(symbols.description(symbol)).contains(wanted))
                .sorted(Comparator.<String, Boolean>comparing(
                                symbol -> !upper(symbol).startsWith(wanted))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(limit)
                .map(this::found)
                .toList());
    }

    private Found found(String symbol) {
        return new Found(
                symbol,
                UdfSymbols.PREFIX + symbol,
                symbols.description(symbol),
                UdfSymbols.EXCHANGE,
                UdfSymbols.TYPE,
                symbol);
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
