package dev.ticktide.market.append;

import java.util.List;

/** Append requests that travel as one message; each succeeds or fails by itself. */
public record AppendBatch(List<AppendRequest> requests) {}
