package dev.ticktide.formula.library;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.formula.IndicatorKind;
import dev.ticktide.formula.IndicatorKinds;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every output of every indicator, compared with TA-Lib, with ta4j, or with straight loops where not both have it. */
class OracleTest {

    static final Prices PRICES = Prices.walk(11, 3_000);

    /** Where what a library begins with otherwise is forgotten: the relative difference is then that of rounding. */
    private static final int SETTLED = 1_500;

    static List<Oracle> libraries() {
        return Stream.of(TaLibOracles.all(), Ta4jOracles.all())
                .flatMap(List::stream)
                .toList();
    }

    static List<Oracle> twins() {
        return TwinOracles.all();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void aLibraryComputesTheSameOnceItsBeginningIsForgotten(Oracle oracle) {
        double[] theirs = oracle.reference().of(PRICES);
        double[] ours = oracle.ours(PRICES);
        for (int i = SETTLED; i < PRICES.count(); i++) {
            int at = i;
            assertTrue(
                    oracle.isNear(theirs[i], ours[i]),
                    () -> oracle + " at " + at + ": " + theirs[at] + ", ours " + ours[at]);
        }
    }

    @ParameterizedTest
    @MethodSource("twins")
    void straightLoopsComputeTheSameAtEveryBar(Oracle oracle) {
        double[] theirs = oracle.reference().of(PRICES);
        double[] ours = oracle.ours(PRICES);
        int known = 0;
        for (int i = 0; i < PRICES.count(); i++) {
            int at = i;
            assertTrue(
                    Double.isNaN(theirs[i]) ? Double.isNaN(ours[i]) : oracle.isNear(theirs[i], ours[i]),
                    () -> oracle + " at " + at + ": " + theirs[at] + ", ours " + ours[at]);
            known += Double.isNaN(ours[i]) ? 0 : 1;
        }
        assertTrue(known > SETTLED, oracle + " is known at most bars");
    }

    /** Not near but the very same, from bar 2 on, because it begins on the same side. */
    @Test
    void theParabolicStopIsTaLibsToTheBit() {
        List<Oracle> stops = TaLibOracles.all().stream()
                .filter(oracle -> oracle.indicator().equals("psar"))
                .toList();
        assertEquals(3, stops.size());
        stops.forEach(oracle -> assertArrayEquals(oracle.reference().of(PRICES), oracle.ours(PRICES)));
    }

    @Test
    void everyOutputIsComparedWithTwoOthersOrWithLoops() {
        List<Oracle> all = Oracle.all();
        for (IndicatorKind kind : IndicatorKinds.all()) {
            for (IndicatorKind.Output output : kind.outputs()) {
                Set<String> by = all.stream()
                        .filter(oracle -> oracle.indicator().equals(kind.name())
                                && oracle.output().equals(output.name()))
                        .map(Oracle::library)
                        .collect(Collectors.toSet());
                boolean isEnough = by.contains(Oracle.TWIN) || by.containsAll(Set.of(Oracle.TA_LIB, Oracle.TA4J));
                assertTrue(isEnough, () -> kind.name() + "." + output.name() + " only by " + by);
            }
        }
        assertEquals(
                Set.of(),
                all.stream()
                        .map(Oracle::indicator)
                        .filter(name -> IndicatorKinds.all().stream()
                                .noneMatch(kind -> kind.name().equals(name)))
                        .collect(Collectors.toSet()));
    }
}
