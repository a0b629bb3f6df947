package dev.ticktide.web;

import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.IndicatorName;
import dev.ticktide.market.Reading;
import dev.ticktide.market.Side;
import dev.ticktide.market.Timeframe;
import java.util.List;

/** How the strategies stand at a bar; the assembly gives the signal stage's own engine. Thread-safe. */
public interface RuleBook {

    /** The names of all strategies there are. */
    List<String> strategies();

    /** The indicators that a bar has to bring to be judged, in the order of its values. */
    List<IndicatorName> needs();

    /** Every rule there is, those too that do not run on the bar's timeframe; of an open bar, as if it closed now. */
    List<Verdict> judge(BarUpdate update);

    /**
     * @param runsOn where the strategy raises signals; nowhere if it is not configured
     * @param signalId of the signal that the bar raises if the rule holds
     */
    record Verdict(
            String strategy,
            int version,
            String description,
            Side side,
            List<Timeframe> runsOn,
            Reading reading,
            String signalId) {}
}
