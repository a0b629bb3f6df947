package dev.ticktide.web.view;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.ticktide.market.signal.Reliability;

/**
 * How the signals of a strategy turned out, beside what every bar would have given. Rates and returns are fractions;
 * without samples they are {@code NaN}, which is written as null.
 *
 * @param counts begins the object with its own fields
 * @param low lower end of the 95 % interval of the hit rate
 * @param high upper end of it
 */
public record ReliabilityView(
        @JsonUnwrapped @JsonIgnoreProperties({"meanReturn", "base"})
        Reliability counts,

        double hitRate,
        double low,
        double high,
        double meanReturn,
        Base base) {

    /** Of every bar. */
    public record Base(
            @JsonUnwrapped @JsonIgnoreProperties("meanReturn")
            Reliability.Base counts,

            double hitRate,
            double meanReturn) {

        static Base of(Reliability.Base base) {
            return new Base(base, base.hitRate(), base.samples() == 0 ? Double.NaN : base.meanReturn());
        }
    }

    /** A mean return without samples, which is 0 there, is {@code NaN} here. */
    public static ReliabilityView of(Reliability reliability) {
        return new ReliabilityView(
                reliability,
                reliability.hitRate(),
                reliability.low(),
                reliability.high(),
                reliability.samples() == 0 ? Double.NaN : reliability.meanReturn(),
                Base.of(reliability.base()));
    }
}
