package dev.ticktide.formula;

import java.util.List;

/** Indicators with one value and one parameter, their period. */
final class Lines {

    private Lines() {}

    static IndicatorName name(String kind, int period) {
        return new IndicatorName(kind, List.of((double) period));
    }

    static LineIndicator of(IndicatorName name) {
        return (LineIndicator) name.create();
    }

    static int period(IndicatorName name) {
        return name.parameters().get(0).intValue();
    }
}
