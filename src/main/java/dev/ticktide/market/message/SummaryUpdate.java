package dev.ticktide.market.message;

import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.signal.StockSummary;
import java.util.List;

/** From the aggregate stage to every web node: summaries that changed and signals whose outcome became known. */
public record SummaryUpdate(List<StockSummary> summaries, List<SignalScore> scores) {}
