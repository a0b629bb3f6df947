package dev.ticktide.formula.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.formula.IndicatorKind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the formula files say of themselves; {@link OracleTest} compares their numbers. */
class FormulaFilesTest {

    private static final List<IndicatorKind> KINDS = new FormulaFiles().kinds();

    @Test
    void everyFileSaysWhatItIsAndEndsItsWarmUpWhenItSays() {
        assertTrue(KINDS.size() >= 36);
        for (IndicatorKind kind : KINDS) {
            assertTrue(
                    !kind.title().isEmpty()
                            && !kind.description().isEmpty()
                            && !kind.source().isEmpty(),
                    kind.name());
            double[] standard = Convergence.standard(kind);
            int warmUp = kind.warmUpBars().applyAsInt(standard);
            int first = 0;
            for (IndicatorKind.Output output : kind.outputs()) {
                double[] values = Oracle.values(kind.name(), output.name(), OracleTest.PRICES.bars(), standard);
                int known = 0;
                while (Double.isNaN(values[known])) {
                    known++;
                }
                first = Math.max(first, known + 1);
            }
            // The day before is known when the second one begins; these bars are of a minute.
            int expected = kind.name().equals("pivots") ? 24 * 60 + 1 : warmUp;
            assertEquals(expected, first, "bars until all values of " + kind.name() + " are known");
        }
    }
}
