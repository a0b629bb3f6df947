package dev.ticktide.signal;

import dev.ticktide.market.IndicatorName;
import dev.ticktide.market.Reading;
import dev.ticktide.market.Truth;
import java.util.List;
import java.util.Set;

/** Holds when its part certainly does not: while that can't be told, this can't either. */
record Not(Rule part) implements Rule {

    @Override
    public Truth evaluate(BarContext context) {
        return part.evaluate(context).not();
    }

    @Override
    public Reading read(BarContext context) {
        return Parts.reading("this does not hold", evaluate(context), List.of(part.read(context)));
    }

    @Override
    public Set<IndicatorName> needs() {
        return part.needs();
    }

    @Override
    public String text() {
        return "not (" + part.text() + ")";
    }
}
