package dev.ticktide.notify.plan;

import dev.ticktide.market.signal.Signal;

/** A message that is not in the outbox yet: what about, on whose behalf, where to. */
public record Draft(Signal signal, Subscription subscription, Recipient.Address to) {}
