package dev.ticktide.notify.plan;

import dev.ticktide.market.signal.Signal;

/** A message that is not in the outbox yet: its signal, the subscription that asks for it, its address. */
public record Draft(Signal signal, Subscription subscription, Recipient.Address to) {}
