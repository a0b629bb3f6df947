package dev.ticktide.market.message;

/**
 * The past of a symbol has been loaded and its bars rebuilt.
 *
 * @param candles how many were loaded
 * @param signals how many signals its bars raise now; they are history, no news
 */
public record HistoryLoaded(String symbol, int candles, int signals) {}
