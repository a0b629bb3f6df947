package dev.ticktide.market;

/** Asks an aggregate node for the summaries of all its stocks. */
public record SummaryQuery() {}
