package dev.ticktide.formula.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tictactec.ta.lib.Core;
import com.tictactec.ta.lib.MAType;
import com.tictactec.ta.lib.MInteger;
import com.tictactec.ta.lib.RetCode;
import dev.ticktide.formula.Indicator;
import dev.ticktide.formula.IndicatorKind;
import dev.ticktide.market.bar.Bar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The indicators of the formula files, compared with TA-Lib. */
class FormulaFilesTest {

    private static final int BARS = 3_000;

    /** Where what TA-Lib begins with otherwise is forgotten: the relative difference is then that of rounding. */
    private static final int SETTLED = 1_500;

    private static final double TOLERANCE = 1e-9;
    private static final long MINUTE = 60_000_000L;
    private static final Core TA_LIB = new Core();

    private static final Map<String, IndicatorKind> KINDS =
            new FormulaFiles().kinds().stream().collect(Collectors.toMap(IndicatorKind::name, kind -> kind));

    private final List<Bar> bars = bars();
    private final double[] high = bars.stream().mapToDouble(Bar::high).toArray();
    private final double[] low = bars.stream().mapToDouble(Bar::low).toArray();
    private final double[] close = bars.stream().mapToDouble(Bar::close).toArray();
    private final double[] volume = bars.stream().mapToDouble(Bar::volume).toArray();

    private interface Lib {
        RetCode run(MInteger begin, MInteger count, double[] out);
    }

    private interface Libs {
        RetCode run(MInteger begin, MInteger count, double[][] out);
    }

    @Test
    void thoseOfTheClosesAreTaLibs() {
        int end = BARS - 1;
        compare("wma", 0, (b, n, out) -> TA_LIB.wma(0, end, close, 20, b, n, out), 20);
        compare("dema", 0, (b, n, out) -> TA_LIB.dema(0, end, close, 20, b, n, out), 20);
        compare("tema", 0, (b, n, out) -> TA_LIB.tema(0, end, close, 20, b, n, out), 20);
        compare("kama", 0, (b, n, out) -> TA_LIB.kama(0, end, close, 10, b, n, out), 10, 2, 30);
        compare("roc", 0, (b, n, out) -> TA_LIB.roc(0, end, close, 10, b, n, out), 10);
        compare("momentum", 0, (b, n, out) -> TA_LIB.mom(0, end, close, 10, b, n, out), 10);
        compare("stdev", 0, (b, n, out) -> TA_LIB.stdDev(0, end, close, 20, 1, b, n, out), 20);
        compare("linreg", 0, (b, n, out) -> TA_LIB.linearReg(0, end, close, 14, b, n, out), 14);
        compare("linslope", 0, (b, n, out) -> TA_LIB.linearRegSlope(0, end, close, 14, b, n, out), 14);
        for (int output = 0; output < 3; output++) {
            int at = List.of(1, 0, 2).get(output);
            compare(
                    "bollinger",
                    output,
                    several(
                            at,
                            3,
                            (b, n, out) ->
                                    TA_LIB.bbands(0, end, close, 20, 2, 2, MAType.Sma, b, n, out[0], out[1], out[2])),
                    20,
                    2);
        }
    }

    @Test
    void thoseOfRangesAreTaLibs() {
        int end = BARS - 1;
        compare("atr", 0, (b, n, out) -> TA_LIB.atr(0, end, high, low, close, 14, b, n, out), 14);
        compare("natr", 0, (b, n, out) -> TA_LIB.natr(0, end, high, low, close, 14, b, n, out), 14);
        compare("cci", 0, (b, n, out) -> TA_LIB.cci(0, end, high, low, close, 20, b, n, out), 20);
        compare("williamsr", 0, (b, n, out) -> TA_LIB.willR(0, end, high, low, close, 14, b, n, out), 14);
        compare("adx", 0, (b, n, out) -> TA_LIB.adx(0, end, high, low, close, 14, b, n, out), 14);
        compare("adx", 1, (b, n, out) -> TA_LIB.plusDI(0, end, high, low, close, 14, b, n, out), 14);
        compare("adx", 2, (b, n, out) -> TA_LIB.minusDI(0, end, high, low, close, 14, b, n, out), 14);
        for (int output = 0; output < 2; output++) {
            compare(
                    "stochastic",
                    output,
                    several(
                            output,
                            2,
                            (b, n, out) -> TA_LIB.stoch(
                                    0, end, high, low, close, 14, 3, MAType.Sma, 3, MAType.Sma, b, n, out[0], out[1])),
                    14,
                    3,
                    3);
            compare(
                    "aroon",
                    output,
                    several(1 - output, 2, (b, n, out) -> TA_LIB.aroon(0, end, high, low, 25, b, n, out[0], out[1])),
                    25);
        }
    }

    /** The very same numbers from bar 2 on, because it begins on the same side. */
    @Test
    void theParabolicStopIsTaLibs() {
        for (double[] parameters : new double[][] {{0.02, 0.02, 0.2}, {0.05, 0.05, 0.4}, {0.3, 0.3, 0.2}}) {
            double[] sar = new double[BARS];
            MInteger begin = new MInteger();
            TA_LIB.sar(0, BARS - 1, high, low, parameters[0], parameters[2], begin, new MInteger(), sar);
            assertEquals(1, begin.value);
            double[] ours = values("psar", 0, parameters);
            assertTrue(Double.isNaN(ours[0]));
            for (int i = 1; i < BARS; i++) {
                assertEquals(sar[i - 1], ours[i], "psar at " + i);
            }
        }
    }

    @Test
    void thoseOfVolumesAreTaLibs() {
        int end = BARS - 1;
        compare("mfi", 0, (b, n, out) -> TA_LIB.mfi(0, end, high, low, close, volume, 14, b, n, out), 14);
        double[] obv = new double[BARS];
        MInteger begin = new MInteger();
        TA_LIB.obv(0, end, close, volume, begin, new MInteger(), obv);
        double[] ours = values("obv", 0);
        for (int i = 1; i < BARS; i++) {
            assertEquals(obv[i] - obv[0], ours[i], 1e-6, "obv at " + i);
        }
    }

    @Test
    void everyFileSaysWhatItIsAndEndsItsWarmUpWhenItSays() {
        assertTrue(KINDS.size() >= 36);
        for (IndicatorKind kind : KINDS.values()) {
            assertTrue(
                    !kind.title().isEmpty()
                            && !kind.description().isEmpty()
                            && !kind.source().isEmpty(),
                    kind.name());
            double[] standard = kind.parameters().stream()
                    .mapToDouble(IndicatorKind.Parameter::standard)
                    .toArray();
            int warmUp = kind.warmUpBars().applyAsInt(standard);
            double[][] values = new double[kind.outputs().size()][];
            for (int output = 0; output < values.length; output++) {
                values[output] = values(kind.name(), output, standard);
            }
            int first = 0;
            for (double[] output : values) {
                int known = 0;
                while (Double.isNaN(output[known])) {
                    known++;
                }
                first = Math.max(first, known + 1);
            }
            // The day before is known when the second one begins; these bars are of a minute.
            int expected = kind.name().equals("pivots") ? 24 * 60 + 1 : warmUp;
            assertEquals(expected, first, "bars until all values of " + kind.name() + " are known");
        }
    }

    private static Lib several(int at, int outputs, Libs libs) {
        return (begin, count, out) -> {
            double[][] all = new double[outputs][];
            for (int i = 0; i < outputs; i++) {
                all[i] = i == at ? out : new double[BARS];
            }
            return libs.run(begin, count, all);
        };
    }

    private void compare(String indicator, int output, Lib lib, double... parameters) {
        double[] out = new double[BARS];
        MInteger begin = new MInteger();
        MInteger count = new MInteger();
        assertEquals(RetCode.Success, lib.run(begin, count, out));
        double[] ours = values(indicator, output, parameters);
        assertTrue(count.value > BARS - SETTLED);
        for (int i = SETTLED; i < BARS; i++) {
            double theirs = out[i - begin.value];
            assertEquals(theirs, ours[i], TOLERANCE * Math.max(1, Math.abs(theirs)), indicator + " at " + i);
        }
    }

    private double[] values(String indicator, int output, double... parameters) {
        Indicator state = KINDS.get(indicator).creator().apply(parameters);
        double[] values = new double[BARS];
        double[] all = new double[state.outputs()];
        for (int i = 0; i < BARS; i++) {
            state.update(bars.get(i));
            state.values(all, 0);
            values[i] = all[output];
        }
        return values;
    }

    private static List<Bar> bars() {
        Random random = new Random(11);
        List<Bar> bars = new ArrayList<>();
        double price = 100;
        for (int i = 0; i < BARS; i++) {
            double open = price;
            price = Math.max(1, Math.rint((price + random.nextGaussian()) * 100) / 100);
            double top = Math.max(open, price) + random.nextInt(50) / 100.0;
            double bottom = Math.min(open, price) - random.nextInt(50) / 100.0;
            bars.add(new Bar(i * MINUTE, open, top, bottom, price, 1 + random.nextInt(1_000), 1));
        }
        return bars;
    }
}
