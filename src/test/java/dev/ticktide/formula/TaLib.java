package dev.ticktide.formula;

import com.tictactec.ta.lib.Core;
import com.tictactec.ta.lib.MInteger;
import com.tictactec.ta.lib.RetCode;
import java.util.Arrays;

/** The same indicators by com.tictactec:ta-lib 0.4.0, with its default settings. */
final class TaLib {

    private TaLib() {}

    /** Line, signal and histogram by the library's own MACD, which begins its fast average with its slow one. */
    static double[][] macd(int fast, int slow, int signal, double[] closes) {
        MInteger begin = new MInteger();
        MInteger length = new MInteger();
        double[][] out = new double[3][closes.length];
        new Core().macd(0, closes.length - 1, closes, fast, slow, signal, begin, length, out[0], out[1], out[2]);
        double[][] values = new double[3][closes.length];
        for (int output = 0; output < out.length; output++) {
            Arrays.fill(values[output], Double.NaN);
            System.arraycopy(out[output], 0, values[output], begin.value, length.value);
        }
        return values;
    }

    /** The same three of averages that begin with their own first numbers. */
    static double[][] macdOfAverages(int fast, int slow, int signal, double[] closes) {
        double[] quick = values(Lines.name("ema", fast), closes);
        double[] calm = values(Lines.name("ema", slow), closes);
        double[][] values = new double[3][closes.length];
        for (int i = 0; i < closes.length; i++) {
            values[0][i] = quick[i] - calm[i];
        }
        int first = Math.max(fast, slow) - 1;
        Arrays.fill(values[1], Double.NaN);
        double[] average = values(Lines.name("ema", signal), Arrays.copyOfRange(values[0], first, closes.length));
        System.arraycopy(average, 0, values[1], first, average.length);
        for (int i = 0; i < closes.length; i++) {
            values[2][i] = values[0][i] - values[1][i];
        }
        return values;
    }

    /** One value per close, {@code NaN} where the library has none. */
    static double[] values(IndicatorName name, double[] closes) {
        Core core = new Core();
        MInteger begin = new MInteger();
        MInteger length = new MInteger();
        double[] out = new double[closes.length];
        int last = closes.length - 1;
        RetCode code =
                switch (name.kind()) {
                    case "sma" -> core.sma(0, last, closes, Lines.period(name), begin, length, out);
                    case "ema" -> core.ema(0, last, closes, Lines.period(name), begin, length, out);
                    case "rsi" -> core.rsi(0, last, closes, Lines.period(name), begin, length, out);
                    default -> throw new IllegalArgumentException(name.toString());
                };
        if (code != RetCode.Success) {
            throw new IllegalStateException("ta-lib said " + code + " to " + name);
        }
        double[] values = new double[closes.length];
        Arrays.fill(values, Double.NaN);
        System.arraycopy(out, 0, values, begin.value, length.value);
        return values;
    }
}
