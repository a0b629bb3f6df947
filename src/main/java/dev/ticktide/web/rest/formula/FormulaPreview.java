package dev.ticktide.web.rest.formula;

import dev.ticktide.http.Bulkhead;
import dev.ticktide.http.ResponseWriter;
import dev.ticktide.lab.Preview;
import dev.ticktide.lab.StrategyPlan;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.web.answer.JsonBodies;
import dev.ticktide.web.answer.JsonFields;
import dev.ticktide.web.answer.PostCall;
import dev.ticktide.web.answer.Stocks;
import dev.ticktide.web.chart.ChartData;
import dev.ticktide.web.view.Millis;
import dev.ticktide.web.view.ReliabilityView;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a strategy would have done on the last closed bars of a stock. Reads bars on the store's threads and computes on worker
 * threads, few at a time.
 */
public final class FormulaPreview extends PostCall {

    private static final int MOST_RUNNING = 2;
    private static final int MOST_WAITING = 32;
    private static final double NANOS_PER_MILLI = 1e6;

    /** Of computing; reading the bars has the patience of every call. */
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private static final View TOO_LONG = new View(
            List.of(new ProblemView(
                    1,
                    1,
                    1,
                    "this takes more than " + LIMIT.toSeconds() + " s: shorten its windows or ask for fewer bars")),
            null);

    private final Stocks stocks;
    private final ChartData charts;
    private final Context context;
    private final Bulkhead turns = new Bulkhead(MOST_RUNNING, MOST_WAITING);

    public FormulaPreview(JsonBodies bodies, Stocks stocks, ChartData charts, Context context) {
        super("/formulas/preview", Set.of("text", "symbol", "timeframe", "params", "bars"), bodies);
        this.stocks = stocks;
        this.charts = charts;
        this.context = context;
    }

    private record Asked(String text, String symbol, Timeframe timeframe, Map<String, Double> params, int bars) {}

    private record View(
            List<ProblemView> problems, @Nullable Result result) {}

    /**
     * @param bars on which the rules were evaluated
     * @param warmUpBars before them, which no signal is counted of
     * @param needs how many bars the rules need until they are known
     */
    private record Result(
            String symbol,
            Timeframe timeframe,
            int bars,
            int warmUpBars,
            int needs,
            @Nullable Millis from,
            @Nullable Millis to,
            List<Raised> signals,
            List<ReliabilityView> reliability,
            double elapsedMs) {}

    private record Raised(Millis time, Side side, double price, double strength) {}

    @Override
    protected Future<?> answer(JsonFields body, RoutingContext request) {
        Asked asked = new Asked(
                body.text("text"),
                body.symbol(),
                stocks.known(body.timeframe()),
                body.numbers("params"),
                body.count("bars", Preview.MAX_BARS));
        HttpServerResponse response = request.response();
        return turns.<View>take(
                () -> response.closed() ? Future.failedFuture(ResponseWriter.overloaded()) : preview(asked, response));
    }

    private Future<View> preview(Asked asked, HttpServerResponse response) {
        long begun = System.nanoTime();
        return context.executeBlocking(() -> StrategyPlan.compile(asked.text, asked.params), false)
                .compose(compiled -> {
                    StrategyPlan plan = compiled.plan();
                    return plan == null
                            ? Future.succeededFuture(new View(ProblemView.of(compiled.problems()), null))
                            : preview(asked, plan, begun, response);
                });
    }

    private Future<View> preview(Asked asked, StrategyPlan plan, long begun, HttpServerResponse response) {
        int read = asked.bars + Preview.barsBefore(plan);
        return stocks.on(charts.last(asked.symbol, asked.timeframe, read))
                .compose(bars -> stocks.known(asked.symbol, bars.isEmpty()).map(bars))
                .compose(bars -> {
                    long until = System.nanoTime() + LIMIT.toNanos();
                    // The page closes its request about a text as soon as there is a newer one.
                    BooleanSupplier stops = () -> System.nanoTime() - until > 0 || response.closed();
                    return context.executeBlocking(
                            () -> Preview.of(plan, asked.timeframe, bars, asked.bars, stops)
                                    .map(preview -> view(asked, plan, preview, begun))
                                    .orElse(TOO_LONG),
                            false);
                });
    }

    private static View view(Asked asked, StrategyPlan plan, Preview preview, long begun) {
        List<Raised> signals = preview.signals().stream()
                .map(each -> new Raised(Millis.of(each.time()), each.side(), each.price(), each.strength()))
                .toList();
        Result result = new Result(
                asked.symbol,
                asked.timeframe,
                preview.bars(),
                preview.warmUpBars(),
                plan.warmUpBars(),
                Millis.orNull(preview.firstTime()),
                Millis.orNull(preview.lastTime()),
                signals,
                preview.reliability().stream().map(ReliabilityView::of).toList(),
                (System.nanoTime() - begun) / NANOS_PER_MILLI);
        return new View(List.of(), result);
    }
}
