package dev.ticktide.market;

import java.util.List;

/** From the aggregate stage to every web node: summaries that changed and signals whose outcome became known. */
public record SummaryUpdate(List<StockSummary> summaries, List<SignalScore> scores) {}
