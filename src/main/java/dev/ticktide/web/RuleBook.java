package dev.ticktide.web;

import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.Explanation;
import dev.ticktide.market.Side;
import java.util.List;

/** How the strategies stand at a bar; the assembly gives the signal stage's own engine. Thread-safe. */
public interface RuleBook {

    /** Every rule that runs on the bar's timeframe; the values stand in the order of the configured indicators. */
    List<Verdict> judge(BarUpdate update);

    /** Whether a rule raises a signal when the bar closes. */
    enum State {
        HOLDS,
        FAILS,
        /** It hangs on an indicator that has not had enough bars. */
        WARMING
    }

    /** @param signalId of the signal that the bar raises if the rule holds */
    record Verdict(String strategy, int version, Side side, State state, String signalId, Explanation why) {}
}
