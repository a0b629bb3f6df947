package dev.ticktide.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.EconomicIndicator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Figures that come when they are due, not at random, and that are near their last value. */
class EconomyTest {

    private static final long HOUR = 3_600_000_000L;
    private static final long START = 1_700_000_000_000_000L;

    @Test
    void eachComesInItsOwnRhythm() {
        Map<String, List<EconomicIndicator>> day = byName(new Economy(42).released(START, START + 24 * HOUR));
        for (Economy.Figure figure : Economy.figures()) {
            List<EconomicIndicator> releases = day.get(figure.name());
            assertTrue(Math.abs(releases.size() - 24.0 * HOUR / figure.period()) <= 1, releases::toString);
            for (int i = 1; i < releases.size(); i++) {
                assertEquals(
                        figure.period(),
                        releases.get(i).time() - releases.get(i - 1).time());
            }
        }
    }

    @Property(tries = 20)
    void eachIsNearItsLastValueAndItsLevel(@ForAll long seed) {
        byName(new Economy(seed).released(START, START + 240 * HOUR)).forEach((name, releases) -> {
            Economy.Figure figure = Economy.figures().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            double most = 1.75 * figure.deviation() + figure.grain();
            for (int i = 1; i < releases.size(); i++) {
                double step = releases.get(i).value() - releases.get(i - 1).value();
                assertTrue(Math.abs(step) <= most, name + " goes by " + step);
            }
            releases.forEach(release -> assertTrue(
                    Math.abs(release.value() - figure.level()) < 5 * figure.deviation() + figure.grain(),
                    release::toString));
            assertTrue(
                    releases.stream().map(EconomicIndicator::value).distinct().count() > 2, name + " never changes");
        });
    }

    /** However a span is cut, what comes out is the same: neither a restart nor a slow tick loses or repeats a release. */
    @Property(tries = 50)
    void aRestartGoesOnWhereItWas(@ForAll long seed, @ForAll @LongRange(min = 1, max = 24) long hours) {
        Economy economy = new Economy(seed);
        List<EconomicIndicator> parts = new ArrayList<>(economy.released(START, START + hours * HOUR));
        parts.addAll(new Economy(seed).released(START + hours * HOUR, START + 24 * HOUR));
        assertEquals(economy.released(START, START + 24 * HOUR), parts);
    }

    private static Map<String, List<EconomicIndicator>> byName(List<EconomicIndicator> releases) {
        return releases.stream().collect(Collectors.groupingBy(EconomicIndicator::name));
    }
}
