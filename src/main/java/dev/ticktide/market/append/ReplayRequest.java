package dev.ticktide.market.append;

/**
 * Asks a stage to send its output for a partition again, from the entry after {@code afterSeq}, and then to continue
 * live.
 */
public record ReplayRequest(int partition, long afterSeq) {}
