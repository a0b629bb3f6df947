package dev.ticktide.market;

import java.util.List;

/**
 * From the indicator stage to every web node: closed bars in order, of each open bar the newest state, and new metadata.
 *
 * @param events how many log entries stand behind it
 */
public record LiveUpdate(List<BarUpdate> bars, List<LogEntry> metadata, int events) {}
