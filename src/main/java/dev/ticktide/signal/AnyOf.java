package dev.ticktide.signal;

import dev.ticktide.market.IndicatorName;
import dev.ticktide.market.Reading;
import dev.ticktide.market.Truth;
import java.util.List;
import java.util.Set;

/** Holds when at least one of its parts does. */
record AnyOf(List<Rule> parts) implements Rule {

    AnyOf {
        parts = Parts.require(parts);
    }

    @Override
    public Truth evaluate(BarContext context) {
        Truth truth = Truth.FAILS;
        for (Rule part : parts) {
            truth = truth.or(part.evaluate(context));
            if (truth == Truth.HOLDS) {
                return truth;
            }
        }
        return truth;
    }

    @Override
    public Reading read(BarContext context) {
        return Parts.reading("one of these holds", evaluate(context), Parts.read(parts, context));
    }

    @Override
    public Set<IndicatorName> needs() {
        return Parts.needs(parts);
    }

    @Override
    public String text() {
        return Parts.text(parts, "or");
    }
}
