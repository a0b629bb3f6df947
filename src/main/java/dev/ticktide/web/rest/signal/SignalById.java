package dev.ticktide.web.rest.signal;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.ticktide.http.ProblemException;
import dev.ticktide.store.Store;
import dev.ticktide.web.answer.Query;
import dev.ticktide.web.answer.RestCall;
import dev.ticktide.web.answer.Stocks;
import dev.ticktide.web.board.Outcome;
import dev.ticktide.web.view.SignalView;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One signal, with what the price did after it. */
public final class SignalById extends RestCall {

    private final Stocks stocks;
    private final Store store;
    private final BarReasons reasons;

    public SignalById(Stocks stocks, Store store, BarReasons reasons) {
        super("/signals/:id", Set.of());
        this.stocks = stocks;
        this.store = store;
        this.reasons = reasons;
    }

    private record View(@JsonUnwrapped SignalView signal, OutcomeView outcome) {}

    @JsonPropertyOrder({"horizonBars", "entry", "bars", "final", "percent", "moves", "favourable", "adverse"})
    private record OutcomeView(
            int horizonBars,
            double entry,
            int bars,
            @JsonProperty("final") boolean complete,
            double percent,
            List<Outcome.Move> moves,
            @Nullable Extreme favourable,
            @Nullable Extreme adverse) {

        static OutcomeView of(Outcome outcome) {
            return new OutcomeView(
                    Outcome.HORIZON,
                    outcome.entry(),
                    outcome.bars(),
                    outcome.isFinal(),
                    outcome.percent(),
                    outcome.moves(),
                    Extreme.of(outcome.favourable()),
                    Extreme.of(outcome.adverse()));
        }
    }

    private record Extreme(double percent, int bars) {

        static @Nullable Extreme of(Outcome.@Nullable Move move) {
            return move == null ? null : new Extreme(move.percent(), move.bars());
        }
    }

    @Override
    public Future<?> answer(Query query, RoutingContext request) {
        return stocks.on(store.signal(request.pathParam("id")))
                .map(found ->
                        found.orElseThrow(() -> new ProblemException(404, "not_found", "there is no such signal")))
                .compose(found -> reasons.outcome(found.signal())
                        .map(outcome ->
                                new View(SignalView.of(found.signal(), found.scores()), OutcomeView.of(outcome))));
    }
}
