package dev.ticktide.strategy.rule;

import dev.ticktide.market.bar.Bar;
import java.util.Locale;

/** What of a bar itself a rule can look at. */
public enum BarField {
    OPEN,
    HIGH,
    LOW,
    CLOSE,
    VOLUME;

    double of(Bar bar) {
        return switch (this) {
            case OPEN -> bar.open();
            case HIGH -> bar.high();
            case LOW -> bar.low();
            case CLOSE -> bar.close();
            case VOLUME -> bar.volume();
        };
    }

    /** As written in explanations: {@code close}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
