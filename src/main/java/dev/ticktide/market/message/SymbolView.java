package dev.ticktide.market.message;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import java.util.List;

/**
 * What the indicator stage knows of one symbol right now.
 *
 * @param open for each timeframe with an open bar its provisional state; for {@code raw} the last closed bar
 * @param metadata newest first
 */
public record SymbolView(String symbol, List<BarUpdate> open, List<LogEntry> metadata) {}
