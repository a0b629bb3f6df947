package dev.ticktide.web.rest.signal;

import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.http.Bulkhead;
import dev.ticktide.http.ProblemException;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.strategy.RuleEvaluation;
import dev.ticktide.strategy.StrategyExplainer;
import dev.ticktide.strategy.rule.Truth;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.board.Outcome;
import dev.ticktide.web.chart.ChartData;
import dev.ticktide.web.view.BarView;
import dev.ticktide.web.view.Millis;
import dev.ticktide.web.view.Need;
import dev.ticktide.web.view.Views;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Why a bar raised signals, or why it raised none: the rules as the signal stage evaluates them, over the bar's values as the
 * indicator stage had them, bit for bit. Computes on the store's threads, answers few at a time. Confined to the web node's context.
 */
public final class BarReasons {

    private static final int MOST_RUNNING = 4;
    private static final int MOST_WAITING = 100;
    /** More than strategies times sides, whatever versions they had. */
    private static final int MOST_SIGNALS = 100;

    private final Store store;
    private final ChartData charts;
    private final Board board;
    private final StrategyExplainer rules;
    private final Function<String, Future<SymbolView>> views;
    private final LongSupplier nowMicros;
    private final Context context;
    private final Bulkhead turns = new Bulkhead(MOST_RUNNING, MOST_WAITING);

    /** @param views the present open bars of a symbol */
    public BarReasons(
            Store store,
            ChartData charts,
            Board board,
            StrategyExplainer rules,
            Function<String, Future<SymbolView>> views,
            LongSupplier nowMicros,
            Context context) {
        this.store = store;
        this.charts = charts;
        this.board = board;
        this.rules = rules;
        this.views = views;
        this.nowMicros = nowMicros;
        this.context = context;
    }

    /** A bar that is asked about; {@code rule} is a strategy's name, {@code null} for all. */
    private record Asked(
            String symbol,
            Timeframe timeframe,
            long time,
            @Nullable String rule) {}

    /**
     * @param time any within the bar, epoch microseconds; on {@code raw} the candle's own. Fails with 404 if there is no bar, 422
     *     if it lies in the future
     * @param rule a strategy's name; {@code null} for all
     */
    Future<ReasonsView> at(String symbol, Timeframe timeframe, long time, @Nullable String rule) {
        Asked asked = new Asked(symbol, timeframe, timeframe.startOf(time), rule);
        return turns.take(() -> answer(asked));
    }

    /** What the price did after a signal, as far as it is known. */
    Future<Outcome> outcome(Signal signal) {
        return turns.take(() -> on(charts.after(signal.symbol(), signal.timeframe(), signal.barTime(), Outcome.HORIZON))
                .map(bars -> Outcome.of(signal.side(), bars)));
    }

    private Future<ReasonsView> answer(Asked asked) {
        Store.Range until = new Store.Range(Long.MIN_VALUE, asked.time + 1, 2);
        CompletionStage<Optional<EvaluatedBar>> closed = charts.rows(
                        asked.symbol, asked.timeframe, until, rules.needs())
                .thenApply(rows -> {
                    int last = rows.bars().size() - 1;
                    return last < 0 || rows.bars().get(last).time() != asked.time
                            ? Optional.empty()
                            : Optional.of(EvaluatedBar.of(rules, asked.symbol, asked.timeframe, rows, true));
                });
        return on(closed).compose(judged -> judged.isPresent() ? raised(asked, judged.get()) : notClosed(asked));
    }

    private Future<ReasonsView> notClosed(Asked asked) {
        return views.apply(asked.symbol).compose(view -> {
            for (BarUpdate update : view.open()) {
                boolean same = update.timeframe().equals(asked.timeframe)
                        && update.bar().time() == asked.time;
                if (same && !update.closed()) {
                    return open(asked, update.bar());
                }
            }
            return asked.timeframe.isRaw() ? late(asked, view) : Future.failedFuture(noBar(asked, view));
        });
    }

    private Future<ReasonsView> open(Asked asked, Bar bar) {
        Store.Range before = new Store.Range(Long.MIN_VALUE, asked.time, 1);
        return on(charts.rowsWith(bar, asked.symbol, asked.timeframe, before, rules.needs())
                        .thenApply(rows -> EvaluatedBar.of(rules, asked.symbol, asked.timeframe, rows, false)))
                .map(judged -> view(asked, judged, null, List.of()));
    }

    /** A candle that came late is stored, but no rule ever saw it. */
    private Future<ReasonsView> late(Asked asked, SymbolView view) {
        return on(charts.bars(asked.symbol, asked.timeframe, new Store.Range(asked.time, asked.time + 1, 1)))
                .map(found -> {
                    if (found.isEmpty()) {
                        throw noBar(asked, view);
                    }
                    return ReasonsView.OfLateCandle.of(asked.symbol, asked.timeframe, BarView.of(found.get(0)));
                });
    }

    private ProblemException noBar(Asked asked, SymbolView view) {
        if (view.open().isEmpty() && view.metadata().isEmpty() && board.company(asked.symbol) == null) {
            return new ProblemException(404, "not_found", "nothing has been received for this symbol");
        }
        long newest = view.open().stream()
                .mapToLong(update -> update.bar().time())
                .max()
                .orElse(Long.MIN_VALUE);
        return asked.time > Math.max(newest, nowMicros.getAsLong())
                ? new ProblemException(
                        422, "in_future", "this time has not come yet, so there is no bar to be explained")
                : new ProblemException(
                        404, "no_such_bar", "no bar holds this time; /api/v1/candles lists those there are");
    }

    private Future<ReasonsView> raised(Asked asked, EvaluatedBar judged) {
        long closedAt = asked.time + asked.timeframe.micros();
        Store.SignalQuery query = new Store.SignalQuery(
                asked.symbol,
                asked.timeframe,
                asked.rule,
                null,
                closedAt,
                new Store.PageKey(closedAt + 1, ""),
                MOST_SIGNALS);
        return on(store.signals(query))
                .map(found -> found.stream()
                        .filter(each -> each.signal().barTime() == asked.time)
                        .toList())
                .compose(stored -> withFiner(asked, judged, stored))
                .compose(stored -> on(charts.after(asked.symbol, asked.timeframe, asked.time, 1))
                        .map(next -> view(
                                asked,
                                judged,
                                next.isEmpty() ? null : (Long) next.get(0).time(),
                                stored)));
    }

    /**
     * A rule that holds without a signal may have raised it on a finer timeframe that has the same bar: then that signal counts
     * for both.
     */
    private Future<List<Store.StoredSignal>> withFiner(
            Asked asked, EvaluatedBar judged, List<Store.StoredSignal> stored) {
        List<RuleEvaluation> missing = judged.evaluations().stream()
                .filter(each -> each.truth() == Truth.HOLDS
                        && rules.timeframesOf(each.strategy()).contains(asked.timeframe)
                        && stored.stream().noneMatch(signal -> Verdicts.isOf(signal, each)))
                .toList();
        if (missing.isEmpty() || asked.timeframe.isRaw()) {
            return Future.succeededFuture(stored);
        }
        long closedAt = asked.time + asked.timeframe.micros();
        Store.SignalQuery query = new Store.SignalQuery(
                asked.symbol,
                null,
                asked.rule,
                null,
                asked.time + 1,
                new Store.PageKey(closedAt + 1, ""),
                MOST_SIGNALS);
        return on(store.signals(query)).map(found -> {
            List<Store.StoredSignal> all = new ArrayList<>(stored);
            for (RuleEvaluation evaluation : missing) {
                found.stream()
                        .filter(each -> Verdicts.isOf(each, evaluation) && isFiner(each.signal(), asked))
                        .findFirst()
                        .ifPresent(all::add);
            }
            return all;
        });
    }

    private static boolean isFiner(Signal signal, Asked asked) {
        return !signal.timeframe().isRaw()
                && signal.timeframe().micros() < asked.timeframe.micros()
                && signal.barTime() >= asked.time;
    }

    private ReasonsView view(Asked asked, EvaluatedBar judged, @Nullable Long next, List<Store.StoredSignal> stored) {
        BarUpdate update = judged.update();
        List<String> names = IndicatorColumn.of(rules.needs()).stream()
                .map(IndicatorColumn::toString)
                .toList();
        Verdicts verdicts = Verdicts.of(rules, asked.rule, update, judged.evaluations(), stored);
        return new ReasonsView.OfBar(
                asked.symbol,
                asked.timeframe,
                BarView.of(update.bar()),
                !update.closed(),
                false,
                judged.before() == null ? null : Millis.of(judged.before()),
                next == null ? null : Millis.of(next),
                Views.named(update.values(), names),
                Views.named(update.previous(), names),
                Need.warmup(rules.needs(), update.bars()),
                verdicts.here(),
                verdicts.elsewhere());
    }

    private <T> Future<T> on(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context);
    }
}
