package dev.ticktide.formula.language;

import dev.ticktide.formula.IndicatorKind;
import dev.ticktide.formula.IndicatorKinds;
import java.util.Collection;
import java.util.Optional;

/** The indicators that a text may use. Thread-safe if its implementation is. */
public interface Catalog {

    /** All that Ticktide has. */
    Catalog ALL = IndicatorKinds::all;

    Collection<IndicatorKind> indicators();

    default Optional<IndicatorKind> named(String name) {
        return indicators().stream().filter(kind -> kind.name().equals(name)).findFirst();
    }
}
