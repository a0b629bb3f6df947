package dev.ticktide.notify.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Stops all but the first message to an address. */
final class Deduplicate implements Step {

    @Override
    public List<Draft> apply(List<Draft> drafts, long now, Stops stops) {
        Set<Recipient.Address> seen = new HashSet<>();
        List<Draft> passed = new ArrayList<>(drafts.size());
        for (Draft draft : drafts) {
            if (seen.add(draft.to())) {
                passed.add(draft);
            } else {
                stops.stop(draft, StopReason.SAME_ADDRESS);
            }
        }
        return passed;
    }
}
