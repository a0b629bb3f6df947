package dev.ticktide.market;

import java.util.List;

/**
 * From the indicator stage to every web node: closed bars in order, of each open bar the newest state, and new metadata. Of raw
 * bars, open bars and a stock's metadata only those of symbols that somebody watches.
 *
 * @param events how many log entries stand behind it
 * @param newestArrival of the candles behind it, watched or not, epoch microseconds; {@code Long.MIN_VALUE} without any
 */
public record LiveUpdate(List<BarUpdate> bars, List<LogEntry> metadata, int events, long newestArrival) {}
