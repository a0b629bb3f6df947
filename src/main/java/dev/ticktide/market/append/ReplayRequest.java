package dev.ticktide.market.append;

/**
 * Asks a stage to send its output for a partition again, from the entry after {@code afterSeq}, and then to continue
 * live.
 *
 * @param afterSeq the last entry that the sender of the request has processed; 0 for none
 */
public record ReplayRequest(int partition, long afterSeq) {}
