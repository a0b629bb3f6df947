package dev.ticktide.market.message;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import java.util.List;

/**
 * From the indicator stage to every web node: closed bars in order, of each open bar the newest state, and new metadata. Of raw
 * bars, open bars and a stock's metadata only those of watched symbols.
 *
 * @param events how many log entries caused it
 * @param newestArrival of the candles behind it, watched or not, epoch microseconds; {@code Long.MIN_VALUE} without any
 */
public record LiveUpdate(List<BarUpdate> bars, List<LogEntry> metadata, int events, long newestArrival) {}
