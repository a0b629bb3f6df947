package dev.ticktide.market.append;

import java.util.List;

/** The results of the requests of an {@link AppendBatch}, in their order. */
public record AppendReplies(List<AppendReply> replies) {}
