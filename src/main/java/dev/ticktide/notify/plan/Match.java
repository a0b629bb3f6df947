package dev.ticktide.notify.plan;

import dev.ticktide.market.signal.Signal;
import org.jspecify.annotations.Nullable;

/** Stops messages about other symbols, sides and timeframes than those of the subscription. */
final class Match implements Step.Check {

    @Override
    public @Nullable StopReason check(Draft draft, long now) {
        Subscription subscription = draft.subscription();
        Signal signal = draft.signal();
        if (!subscription.hasSymbol(signal.symbol())) {
            return StopReason.OTHER_SYMBOL;
        }
        if (!subscription.hasSide(signal.side())) {
            return StopReason.OTHER_SIDE;
        }
        return subscription.hasTimeframe(signal.timeframe()) ? null : StopReason.OTHER_TIMEFRAME;
    }
}
