package dev.ticktide.web.udf;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.ticktide.market.signal.StockSummary;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest prices of some symbols. */
final class UdfQuotes extends UdfCall {

    private static final int MOST = 200;

    private final UdfSymbols symbols;

    UdfQuotes(UdfSymbols symbols) {
        super("/quotes");
        this.symbols = symbols;
    }

    private record View(String s, List<Quote> d) {}

    private record Quote(String s, String n, Values v) {}

    /** All {@code null}, and then left out, for a symbol that is not known. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(SnakeCaseStrategy.class)
    private record Values(
            @Nullable Double ch,
            @Nullable Double chp,
            @Nullable String shortName,
            @Nullable String exchange,
            @Nullable String description,
            @Nullable Double lp,
            @Nullable Double openPrice,
            @Nullable Double highPrice,
            @Nullable Double lowPrice,
            @Nullable Double prevClosePrice,
            @Nullable Double volume) {

        static final Values NONE = new Values(null, null, null, null, null, null, null, null, null, null, null);
    }

    @Override
    Future<?> answer(UdfQuery query) {
        String[] asked = query.required("symbols").split(",", -1);
        if (asked.length > MOST) {
            throw new UdfException("at most " + MOST + " symbols at once");
        }
        List<Quote> quotes = new ArrayList<>();
        for (String text : asked) {
            StockSummary summary = symbols.summary(text);
            quotes.add(
                    summary == null ? new Quote("error", text, Values.NONE) : new Quote("ok", text, values(summary)));
        }
        return Future.succeededFuture(new View("ok", quotes));
    }

    private Values values(StockSummary summary) {
        return new Values(
                summary.change(),
                summary.changePercent(),
                summary.symbol(),
                UdfSymbols.EXCHANGE,
                symbols.description(summary.symbol()),
                summary.last(),
                summary.open(),
                summary.high(),
                summary.low(),
                summary.previousClose(),
                summary.volume());
    }
}
