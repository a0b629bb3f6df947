package dev.ticktide.web.rest.signal;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.strategy.RuleEvaluation;
import dev.ticktide.strategy.StrategyExplainer;
import dev.ticktide.strategy.rule.Truth;
import dev.ticktide.web.rest.signal.ReasonsView.Reason;
import dev.ticktide.web.rest.signal.ReasonsView.State;
import dev.ticktide.web.rest.signal.ReasonsView.Verdict;
import dev.ticktide.web.view.RuleView;
import dev.ticktide.web.view.SignalView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The evaluations of a bar beside the signals that were stored for it. Where a signal is stored, what is stored with it is what
 * counts.
 *
 * @param here of strategies that look at the bar's timeframe
 * @param elsewhere of those that do not
 */
record Verdicts(List<Verdict> here, List<Verdict> elsewhere) {

    /** @param strategy the only one that is asked about; {@code null} for all */
    static Verdicts of(
            StrategyExplainer rules,
            @Nullable String strategy,
            BarUpdate update,
            List<RuleEvaluation> evaluations,
            List<Store.StoredSignal> stored) {
        List<Verdict> here = new ArrayList<>();
        List<Verdict> elsewhere = new ArrayList<>();
        List<Store.StoredSignal> unclaimed = new ArrayList<>(stored);
        for (RuleEvaluation evaluation : evaluations) {
            Store.StoredSignal signal = claim(unclaimed, evaluation);
            List<Timeframe> timeframes = rules.timeframesOf(evaluation.strategy());
            boolean runs = timeframes.contains(update.timeframe());
            if (strategy == null || strategy.equals(evaluation.strategy().name())) {
                (runs || signal != null ? here : elsewhere)
                        .add(
                                signal == null
                                        ? silent(evaluation, timeframes, update)
                                        : raised(evaluation, timeframes, update, signal));
            }
        }
        unclaimed.forEach(each -> here.add(gone(each)));
        return new Verdicts(here, elsewhere);
    }

    static boolean isOf(Store.StoredSignal stored, RuleEvaluation evaluation) {
        return stored.signal().strategy().equals(evaluation.strategy().name())
                && stored.signal().side() == evaluation.side();
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

    /** A rule that raised a signal is shown as it was then. */
    private static Verdict raised(
            RuleEvaluation evaluation, List<Timeframe> timeframes, BarUpdate update, Store.StoredSignal stored) {
        Signal signal = stored.signal();
        boolean onFiner = !signal.timeframe().equals(update.timeframe());
        boolean sameVersion = signal.version() == evaluation.strategy().version();
        return verdict(
                evaluation,
                timeframes,
                State.HOLDS,
                onFiner ? Reason.RAISED_ON_FINER : sameVersion ? Reason.RAISED : Reason.RAISED_BY_OTHER_VERSION,
                RuleView.of(signal.explain()),
                SignalView.of(signal, stored.scores()));
    }

    private static Verdict silent(RuleEvaluation evaluation, List<Timeframe> timeframes, BarUpdate update) {
        Truth truth = evaluation.truth();
        return verdict(
                evaluation,
                timeframes,
                truth == Truth.UNKNOWN ? State.WARMING : truth == Truth.HOLDS ? State.HOLDS : State.FAILS,
                reason(truth, timeframes, update),
                RuleView.of(evaluation.trace(), update.bars()),
                null);
    }

    private static Verdict verdict(
            RuleEvaluation evaluation,
            List<Timeframe> timeframes,
            State state,
            Reason reason,
            RuleView rule,
            @Nullable SignalView signal) {
        return new Verdict(
                evaluation.strategy().name(),
                evaluation.strategy().version(),
                evaluation.strategy().description(),
                evaluation.side(),
                timeframes,
                state,
                reason,
                rule,
                signal);
    }

    /** Of a strategy that is no longer there. */
    private static Verdict gone(Store.StoredSignal stored) {
        Signal signal = stored.signal();
        return new Verdict(
                signal.strategy(),
                signal.version(),
                null,
                signal.side(),
                List.of(),
                State.HOLDS,
                Reason.RAISED,
                RuleView.of(signal.explain()),
                SignalView.of(signal, stored.scores()));
    }

    private static Reason reason(Truth truth, List<Timeframe> timeframes, BarUpdate update) {
        if (timeframes.isEmpty()) {
            return Reason.NOT_CONFIGURED;
        }
        if (!timeframes.contains(update.timeframe())) {
            return Reason.NOT_ON_TIMEFRAME;
        }
        return switch (truth) {
            case FAILS -> Reason.FAILS;
            case UNKNOWN -> Reason.WARMING;
            case HOLDS -> update.closed() ? Reason.NOT_STORED : Reason.OPEN;
        };
    }
}
