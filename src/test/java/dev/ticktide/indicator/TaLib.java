package dev.ticktide.indicator;

import com.tictactec.ta.lib.Core;
import com.tictactec.ta.lib.MInteger;
import com.tictactec.ta.lib.RetCode;
import dev.ticktide.market.IndicatorName;
import java.util.Arrays;

/** The same indicators by com.tictactec:ta-lib 0.4.0, with its default settings. */
final class TaLib {

    private TaLib() {}

    /** One value per close, {@code NaN} where the library has none. */
    static double[] values(IndicatorName name, double[] closes) {
        Core core = new Core();
        MInteger begin = new MInteger();
        MInteger length = new MInteger();
        double[] out = new double[closes.length];
        int last = closes.length - 1;
        RetCode code =
                switch (name.kind()) {
                    case SMA -> core.sma(0, last, closes, name.period(), begin, length, out);
                    case EMA -> core.ema(0, last, closes, name.period(), begin, length, out);
                    case RSI -> core.rsi(0, last, closes, name.period(), begin, length, out);
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
