package dev.ticktide.app;

import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.IndicatorName;
import dev.ticktide.signal.Hindsight;
import dev.ticktide.signal.SignalEngine;
import dev.ticktide.web.RuleBook;
import java.util.List;

/** Lets the web node ask the signal stage's rules about bars of the past. */
public record PastRules(Hindsight hindsight) implements RuleBook {

    @Override
    public List<String> strategies() {
        return hindsight.strategies();
    }

    @Override
    public List<IndicatorName> needs() {
        return hindsight.needs();
    }

    @Override
    public List<Verdict> judge(BarUpdate update) {
        return hindsight.judge(update).stream().map(PastRules::verdict).toList();
    }

    private static Verdict verdict(Hindsight.Judgement judgement) {
        SignalEngine.Evaluation evaluation = judgement.evaluation();
        return new Verdict(
                evaluation.strategy().name(),
                evaluation.strategy().version(),
                evaluation.strategy().description(),
                evaluation.side(),
                judgement.runsOn(),
                evaluation.reading(),
                evaluation.signalId());
    }
}
