package dev.ticktide.web;

import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.IndicatorName;
import java.util.List;

/** For tests that are about something else. */
final class NoRules implements RuleBook {

    @Override
    public List<String> strategies() {
        return List.of();
    }

    @Override
    public List<IndicatorName> needs() {
        return List.of();
    }

    @Override
    public List<Verdict> judge(BarUpdate update) {
        return List.of();
    }
}
