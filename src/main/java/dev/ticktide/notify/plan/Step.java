package dev.ticktide.notify.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step on a message's way into the outbox. Stateless, without I/O, and the same for the same arguments, so that a signal
 * that is raised again after a crash has the same messages. Thread-safe.
 */
@FunctionalInterface
public interface Step {

    /**
     * The messages that are passed to the next step, in their order.
     *
     * @param drafts all about one signal
     * @param now epoch microseconds
     * @param stops takes each message that is stopped
     */
    List<Draft> apply(List<Draft> drafts, long now, Stops stops);

    /** Takes messages that are not sent. */
    @FunctionalInterface
    interface Stops {
        /** Called once for each message that is not sent. */
        void stop(Draft draft, StopReason reason);
    }

    /** Looks at one message. */
    @FunctionalInterface
    interface Check {
        /** Why the message is not sent, or {@code null} if it is passed on. */
        @Nullable
        StopReason check(Draft draft, long now);
    }

    /** A step that looks at each message by itself. */
    static Step each(Check check) {
        return (drafts, now, stops) -> {
            List<Draft> passed = new ArrayList<>(drafts.size());
            for (Draft draft : drafts) {
                StopReason reason = check.check(draft, now);
                if (reason == null) {
                    passed.add(draft);
                } else {
                    stops.stop(draft, reason);
                }
            }
            return passed;
        };
    }
}
