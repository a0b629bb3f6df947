package dev.ticktide.formula.library;

import com.tictactec.ta.lib.Core;
import com.tictactec.ta.lib.MAType;
import com.tictactec.ta.lib.MInteger;
import com.tictactec.ta.lib.RetCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Indicators by com.tictactec:ta-lib, with its default settings. */
final class TaLibOracles {

    private static final Core TA_LIB = new Core();

    private final List<Oracle> all = new ArrayList<>();

    private TaLibOracles() {}

    private interface Lib {
        RetCode run(Prices p, int end, MInteger begin, MInteger count, double[] out);
    }

    private interface Libs {
        RetCode run(Prices p, int end, MInteger begin, MInteger count, double[][] out);
    }

    static List<Oracle> all() {
        TaLibOracles oracles = new TaLibOracles();
        oracles.ofCloses();
        oracles.ofMomentum();
        oracles.ofRanges();
        oracles.ofSeveralOutputs();
        oracles.ofVolumes();
        return oracles.all;
    }

    private void ofCloses() {
        one("sma", "value", (p, end, b, n, out) -> TA_LIB.sma(0, end, p.close(), 20, b, n, out), 20);
        one("ema", "value", (p, end, b, n, out) -> TA_LIB.ema(0, end, p.close(), 20, b, n, out), 20);
        one("rsi", "value", (p, end, b, n, out) -> TA_LIB.rsi(0, end, p.close(), 14, b, n, out), 14);
        one("wma", "value", (p, end, b, n, out) -> TA_LIB.wma(0, end, p.close(), 20, b, n, out), 20);
        one("dema", "value", (p, end, b, n, out) -> TA_LIB.dema(0, end, p.close(), 20, b, n, out), 20);
        one("tema", "value", (p, end, b, n, out) -> TA_LIB.tema(0, end, p.close(), 20, b, n, out), 20);
        one("kama", "value", (p, end, b, n, out) -> TA_LIB.kama(0, end, p.close(), 10, b, n, out), 10, 2, 30);
        one("stdev", "value", (p, end, b, n, out) -> TA_LIB.stdDev(0, end, p.close(), 20, 1, b, n, out), 20);
    }

    private void ofMomentum() {
        one("roc", "value", (p, end, b, n, out) -> TA_LIB.roc(0, end, p.close(), 10, b, n, out), 10);
        one("momentum", "value", (p, end, b, n, out) -> TA_LIB.mom(0, end, p.close(), 10, b, n, out), 10);
        one("linreg", "value", (p, end, b, n, out) -> TA_LIB.linearReg(0, end, p.close(), 14, b, n, out), 14);
        one("linslope", "value", (p, end, b, n, out) -> TA_LIB.linearRegSlope(0, end, p.close(), 14, b, n, out), 14);
    }

    private void ofRanges() {
        one("atr", "value", (p, end, b, n, out) -> TA_LIB.atr(0, end, p.high(), p.low(), p.close(), 14, b, n, out), 14);
        one(
                "natr",
                "value",
                (p, end, b, n, out) -> TA_LIB.natr(0, end, p.high(), p.low(), p.close(), 14, b, n, out),
                14);
        one("cci", "value", (p, end, b, n, out) -> TA_LIB.cci(0, end, p.high(), p.low(), p.close(), 20, b, n, out), 20);
        one(
                "williamsr",
                "value",
                (p, end, b, n, out) -> TA_LIB.willR(0, end, p.high(), p.low(), p.close(), 14, b, n, out),
                14);
        one("adx", "adx", (p, end, b, n, out) -> TA_LIB.adx(0, end, p.high(), p.low(), p.close(), 14, b, n, out), 14);
        one(
                "adx",
                "plus",
                (p, end, b, n, out) -> TA_LIB.plusDI(0, end, p.high(), p.low(), p.close(), 14, b, n, out),
                14);
        one(
                "adx",
                "minus",
                (p, end, b, n, out) -> TA_LIB.minusDI(0, end, p.high(), p.low(), p.close(), 14, b, n, out),
                14);
        for (double[] with : new double[][] {{0.02, 0.02, 0.2}, {0.05, 0.05, 0.4}, {0.3, 0.3, 0.2}}) {
            one(
                    "psar",
                    "value",
                    (p, end, b, n, out) -> TA_LIB.sar(0, end, p.high(), p.low(), with[0], with[2], b, n, out),
                    with);
        }
    }

    private void ofSeveralOutputs() {
        several(
                "bollinger",
                List.of("upper", "middle", "lower"),
                (p, end, b, n, out) ->
                        TA_LIB.bbands(0, end, p.close(), 20, 2, 2, MAType.Sma, b, n, out[0], out[1], out[2]),
                20,
                2);
        several(
                "stochastic",
                List.of("k", "d"),
                (p, end, b, n, out) -> TA_LIB.stoch(
                        0, end, p.high(), p.low(), p.close(), 14, 3, MAType.Sma, 3, MAType.Sma, b, n, out[0], out[1]),
                14,
                3,
                3);
        several(
                "stochrsi",
                List.of("k", "d"),
                (p, end, b, n, out) -> TA_LIB.stochRsi(0, end, p.close(), 14, 14, 3, MAType.Sma, b, n, out[0], out[1]),
                14,
                14,
                1,
                3);
        several(
                "aroon",
                List.of("down", "up"),
                (p, end, b, n, out) -> TA_LIB.aroon(0, end, p.high(), p.low(), 25, b, n, out[0], out[1]),
                25);
        several(
                "macd",
                List.of("macd", "signal", "histogram"),
                (p, end, b, n, out) -> TA_LIB.macd(0, end, p.close(), 12, 26, 9, b, n, out[0], out[1], out[2]),
                12,
                26,
                9);
    }

    private void ofVolumes() {
        one(
                "mfi",
                "value",
                (p, end, b, n, out) -> TA_LIB.mfi(0, end, p.high(), p.low(), p.close(), p.volume(), 14, b, n, out),
                14);
        all.add(new Oracle("obv", "value", Oracle.TA_LIB, Oracle.TOLERANCE, p -> {
            double[] out = run(p, (prices, end, b, n, to) -> TA_LIB.obv(0, end, p.close(), p.volume(), b, n, to));
            // TA-Lib begins with the volume of the first bar.
            return Arrays.stream(out).map(each -> each - out[0]).toArray();
        }));
    }

    private void one(String indicator, String output, Lib lib, double... parameters) {
        all.add(new Oracle(indicator, output, Oracle.TA_LIB, Oracle.TOLERANCE, prices -> run(prices, lib), parameters));
    }

    private void several(String indicator, List<String> outputs, Libs libs, double... parameters) {
        for (int output = 0; output < outputs.size(); output++) {
            int at = output;
            one(
                    indicator,
                    outputs.get(at),
                    (p, end, begin, count, out) -> {
                        double[][] each = new double[outputs.size()][p.count()];
                        each[at] = out;
                        return libs.run(p, end, begin, count, each);
                    },
                    parameters);
        }
    }

    private static double[] run(Prices prices, Lib lib) {
        double[] out = new double[prices.count()];
        MInteger begin = new MInteger();
        MInteger count = new MInteger();
        RetCode code = lib.run(prices, prices.count() - 1, begin, count, out);
        if (code != RetCode.Success) {
            throw new IllegalStateException("ta-lib said " + code);
        }
        double[] values = new double[prices.count()];
        Arrays.fill(values, Double.NaN);
        System.arraycopy(out, 0, values, begin.value, count.value);
        return values;
    }
}
