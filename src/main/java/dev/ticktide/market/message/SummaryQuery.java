package dev.ticktide.market.message;

/** Asks an aggregate node for the summaries of all its stocks. */
public record SummaryQuery() {}
