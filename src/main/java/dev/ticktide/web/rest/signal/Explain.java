package dev.ticktide.web.rest.signal;

import dev.ticktide.http.ProblemException;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.web.answer.Query;
import dev.ticktide.web.answer.RestCall;
import dev.ticktide.web.answer.Stocks;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/** The evaluation of every strategy at one bar. */
public final class Explain extends RestCall {

    private final Stocks stocks;
    private final List<String> strategies;
    private final BarReasons reasons;

    public Explain(Stocks stocks, List<String> strategies, BarReasons reasons) {
        super("/explain", Set.of("symbol", "timeframe", "time", "rule"));
        this.stocks = stocks;
        this.strategies = strategies;
        this.reasons = reasons;
    }

    @Override
    public Future<?> answer(Query query, RoutingContext request) {
        String symbol = query.symbol();
        Timeframe timeframe = stocks.known(query.timeframe(Timeframe.RAW));
        String rule = query.text("rule");
        if (rule != null && !strategies.contains(rule)) {
            throw new ProblemException(422, "unknown_rule", "rules are " + String.join(", ", strategies));
        }
        return reasons.at(symbol, timeframe, query.requiredTime("time"), rule);
    }
}
