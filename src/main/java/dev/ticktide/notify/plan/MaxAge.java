package dev.ticktide.notify.plan;

import dev.ticktide.market.signal.Signal;
import dev.ticktide.notify.Micros;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Stops history: signals of bars that closed long ago. */
final class MaxAge implements Step.Check {

    @Override
    public @Nullable StopReason check(Draft draft, long now) {
        Duration maxAge = draft.subscription().maxAge();
        Signal signal = draft.signal();
        long barEnd = signal.barTime() + signal.timeframe().micros();
        return maxAge == null || now - barEnd <= Micros.of(maxAge) ? null : StopReason.TOO_OLD;
    }
}
