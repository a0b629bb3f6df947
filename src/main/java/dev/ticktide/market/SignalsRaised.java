package dev.ticktide.market;

import java.util.List;

/** From the signal stage to web nodes and notifiers: stored signals. */
public record SignalsRaised(List<Signal> signals) {}
