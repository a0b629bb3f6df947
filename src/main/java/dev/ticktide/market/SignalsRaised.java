package dev.ticktide.market;

import java.util.List;

/** From the signal stage to whoever cares: signals that are stored. */
public record SignalsRaised(List<Signal> signals) {}
