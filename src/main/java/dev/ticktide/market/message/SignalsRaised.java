package dev.ticktide.market.message;

import dev.ticktide.market.signal.Signal;
import java.util.List;

/** From the signal stage to web nodes and notifiers: stored signals. */
public record SignalsRaised(List<Signal> signals) {}
