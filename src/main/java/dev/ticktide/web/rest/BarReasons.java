package dev.ticktide.web.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.http.Bulkhead;
import dev.ticktide.http.ProblemException;
import dev.ticktide.market.Bar;
import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.Signal;
import dev.ticktide.market.SymbolView;
import dev.ticktide.market.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.strategy.RuleEvaluation;
import dev.ticktide.strategy.StrategyExplainer;
import dev.ticktide.strategy.Truth;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.board.Outcome;
import dev.ticktide.web.chart.ChartData;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Why a bar raised signals, or why it raised none: the rules as the signal stage evaluates them, over the bar's values as the
 * indicator stage had them, bit for bit. Where a signal is stored, what is stored with it is what counts. Computes on the store's threads, answers few at a time. Confined to the web node's context.
 */
final class BarReasons {

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
    BarReasons(
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
            @Nullable String rule) {

        boolean wants(String strategy) {
            return rule == null || rule.equals(strategy);
        }
    }

    /**
     * A bar as it was judged.
     *
     * @param before start of the bar before it; {@code null} if it is the first
     */
    private record Judged(BarUpdate update, @Nullable Long before, List<RuleEvaluation> evaluations) {}

    /**
     * @param time any within the bar, epoch microseconds; on {@code raw} the candle's own. Fails with 404 if there is no bar, 422
     *     if it lies in the future
     * @param rule a strategy's name; {@code null} for all
     */
    Future<ObjectNode> at(String symbol, Timeframe timeframe, long time, @Nullable String rule) {
        Asked asked = new Asked(symbol, timeframe, timeframe.startOf(time), rule);
        return turns.take(() -> answer(asked));
    }

    /** What the price did after a signal, as far as it is known. */
    Future<Outcome> outcome(Signal signal) {
        return turns.take(() -> on(charts.after(signal.symbol(), signal.timeframe(), signal.barTime(), Outcome.HORIZON))
                .map(bars -> Outcome.of(signal.side(), bars)));
    }

    private Future<ObjectNode> answer(Asked asked) {
        Store.Range until = new Store.Range(Long.MIN_VALUE, asked.time + 1, 2);
        CompletionStage<Optional<Judged>> closed = charts.rows(asked.symbol, asked.timeframe, until, rules.needs())
                .thenApply(rows -> {
                    int last = rows.bars().size() - 1;
                    return last < 0 || rows.bars().get(last).time() != asked.time
                            ? Optional.empty()
                            : Optional.of(judged(asked, rows, true));
                });
        return on(closed).compose(judged -> judged.isPresent() ? raised(asked, judged.get()) : notClosed(asked));
    }

    private Judged judged(Asked asked, ChartData.Rows rows, boolean closed) {
        int last = rows.bars().size() - 1;
        BarUpdate update = new BarUpdate(
                asked.symbol,
                asked.timeframe,
                0,
                0,
                closed,
                rows.bars().get(last),
                values(rows, last),
                values(rows, last - 1),
                rows.earlier() + last + (closed ? 1 : 0),
                null,
                null);
        Long before = last == 0 ? null : (Long) rows.bars().get(last - 1).time();
        return new Judged(update, before, rules.explain(update));
    }

    private static double[] values(ChartData.Rows rows, int index) {
        return rows.columns().stream()
                .mapToDouble(column -> index < 0 ? Double.NaN : column[index])
                .toArray();
    }

    private Future<ObjectNode> notClosed(Asked asked) {
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

    private Future<ObjectNode> open(Asked asked, Bar bar) {
        Store.Range before = new Store.Range(Long.MIN_VALUE, asked.time, 1);
        return on(charts.rowsWith(bar, asked.symbol, asked.timeframe, before, rules.needs())
                        .thenApply(rows -> judged(asked, rows, false)))
                .map(judged -> json(asked, judged, List.of()));
    }

    /** A candle that came late is stored, but no rule ever saw it. */
    private Future<ObjectNode> late(Asked asked, SymbolView view) {
        return on(charts.bars(asked.symbol, asked.timeframe, new Store.Range(asked.time, asked.time + 1, 1)))
                .map(found -> {
                    if (found.isEmpty()) {
                        throw noBar(asked, view);
                    }
                    ObjectNode node = head(asked, found.get(0), false, true);
                    node.putArray("rules");
                    node.putArray("elsewhere");
                    return node;
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

    private Future<ObjectNode> raised(Asked asked, Judged judged) {
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
                        .map(next -> {
                            ObjectNode node = json(asked, judged, stored);
                            neighbour(
                                    node,
                                    "next",
                                    next.isEmpty() ? null : (Long) next.get(0).time());
                            return node;
                        }));
    }

    /**
     * A rule that holds without a signal may have raised it on a finer timeframe that has the same bar: then that signal counts
     * for both.
     */
    private Future<List<Store.StoredSignal>> withFiner(Asked asked, Judged judged, List<Store.StoredSignal> stored) {
        List<RuleEvaluation> missing = judged.evaluations.stream()
                .filter(each -> each.truth() == Truth.HOLDS
                        && rules.timeframesOf(each.strategy()).contains(asked.timeframe)
                        && stored.stream().noneMatch(signal -> isOf(signal, each)))
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
                        .filter(each -> isOf(each, evaluation) && isFiner(each.signal(), asked))
                        .findFirst()
                        .ifPresent(all::add);
            }
            return all;
        });
    }

    private static boolean isOf(Store.StoredSignal stored, RuleEvaluation evaluation) {
        return stored.signal().strategy().equals(evaluation.strategy().name())
                && stored.signal().side() == evaluation.side();
    }

    private static boolean isFiner(Signal signal, Asked asked) {
        return !signal.timeframe().isRaw()
                && signal.timeframe().micros() < asked.timeframe.micros()
                && signal.barTime() >= asked.time;
    }

    private ObjectNode json(Asked asked, Judged judged, List<Store.StoredSignal> stored) {
        BarUpdate update = judged.update;
        ObjectNode node = head(asked, update.bar(), !update.closed(), false);
        neighbour(node, "before", judged.before);
        neighbour(node, "next", null);
        List<String> names = IndicatorColumn.of(rules.needs()).stream()
                .map(IndicatorColumn::toString)
                .toList();
        node.set("values", Json.values(update.values(), names));
        node.set("previous", Json.values(update.previous(), names));
        node.set("warmup", warmup(update));
        ArrayNode here = node.putArray("rules");
        ArrayNode elsewhere = node.putArray("elsewhere");
        List<Store.StoredSignal> unclaimed = new ArrayList<>(stored);
        for (RuleEvaluation evaluation : judged.evaluations) {
            Store.StoredSignal signal = claim(unclaimed, evaluation);
            boolean runs = rules.timeframesOf(evaluation.strategy()).contains(asked.timeframe);
            if (asked.wants(evaluation.strategy().name())) {
                (runs || signal != null ? here : elsewhere).add(rule(evaluation, signal, update, runs));
            }
        }
        unclaimed.forEach(each -> here.add(gone(each)));
        return node;
    }

    /** The signal that a rule raised here: by its present version or, if there is none, by another. */
    private static Store.@Nullable StoredSignal claim(List<Store.StoredSignal> stored, RuleEvaluation evaluation) {
        List<Store.StoredSignal> own =
                stored.stream().filter(each -> isOf(each, evaluation)).toList();
        stored.removeAll(own);
        return own.stream()
                .filter(each -> each.signal().id().equals(evaluation.signalId()))
                .findFirst()
                .orElse(own.isEmpty() ? null : own.get(0));
    }

    private ObjectNode rule(
            RuleEvaluation evaluation, Store.@Nullable StoredSignal signal, BarUpdate update, boolean runs) {
        ObjectNode node = Json.object();
        node.put("strategy", evaluation.strategy().name());
        node.put("version", evaluation.strategy().version());
        node.put("description", evaluation.strategy().description());
        node.put("side", evaluation.side().label());
        ArrayNode timeframes = node.putArray("timeframes");
        rules.timeframesOf(evaluation.strategy()).forEach(timeframe -> timeframes.add(timeframe.name()));
        if (signal != null) {
            fill(node, signal);
            boolean onFiner = !signal.signal().timeframe().equals(update.timeframe());
            boolean sameVersion =
                    signal.signal().version() == evaluation.strategy().version();
            return node.put("reason", onFiner ? "raised_on_finer" : sameVersion ? "raised" : "raised_by_other_version");
        }
        Truth truth = evaluation.truth();
        node.put("state", truth == Truth.UNKNOWN ? "warming" : truth.name().toLowerCase(Locale.ROOT));
        node.put("reason", reason(evaluation, update.closed(), runs));
        node.set("explain", Json.trace(evaluation.trace(), update.bars()));
        node.putNull("signal");
        return node;
    }

    /** Of a strategy that is no longer there. */
    private static ObjectNode gone(Store.StoredSignal stored) {
        Signal signal = stored.signal();
        ObjectNode node = Json.object();
        node.put("strategy", signal.strategy());
        node.put("version", signal.version());
        node.putNull("description");
        node.put("side", signal.side().label());
        node.putArray("timeframes");
        fill(node, stored);
        return node.put("reason", "raised");
    }

    /** A rule that raised a signal is shown as it was then. */
    private static void fill(ObjectNode node, Store.StoredSignal stored) {
        node.put("state", Truth.HOLDS.name().toLowerCase(Locale.ROOT));
        node.set("explain", Json.explanation(stored.signal().explain()));
        node.set("signal", Json.signal(stored.signal(), stored.scores()));
    }

    private String reason(RuleEvaluation evaluation, boolean closed, boolean runs) {
        if (rules.timeframesOf(evaluation.strategy()).isEmpty()) {
            return "not_configured";
        }
        if (!runs) {
            return "not_on_timeframe";
        }
        return switch (evaluation.truth()) {
            case FAILS -> "fails";
            case UNKNOWN -> "warming";
            case HOLDS -> closed ? "not_stored" : "open";
        };
    }

    private static ObjectNode head(Asked asked, Bar bar, boolean provisional, boolean late) {
        ObjectNode node = Json.object();
        node.put("symbol", asked.symbol).put("timeframe", asked.timeframe.name());
        Json.bar(node.putObject("bar"), bar);
        return node.put("provisional", provisional).put("late", late);
    }

    private static void neighbour(ObjectNode node, String name, @Nullable Long time) {
        if (time == null) {
            node.putNull(name);
        } else {
            Json.time(node, name, time);
        }
    }

    private ObjectNode warmup(BarUpdate update) {
        ObjectNode node = Json.object();
        for (IndicatorName name : rules.needs()) {
            if (update.bars() < name.warmUp()) {
                node.putObject(name.toString()).put("need", name.warmUp()).put("have", update.bars());
            }
        }
        return node;
    }

    private <T> Future<T> on(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context);
    }
}
