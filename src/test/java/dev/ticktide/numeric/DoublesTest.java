package dev.ticktide.numeric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.MathContext;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class DoublesTest {

    private static final MathContext DIGITS = new MathContext(120);

    @Property(tries = 2_000)
    void aMeanIsRoundedOnce(
            @ForAll("numbers") double sum,
            @ForAll @IntRange(min = -100, max = 100) int part,
            @ForAll @IntRange(min = 1, max = 5_000) int count) {
        double rest = part / 100.0 * Math.ulp(sum);
        BigDecimal exact = new BigDecimal(sum).add(new BigDecimal(rest)).divide(BigDecimal.valueOf(count), DIGITS);
        assertEquals(exact.doubleValue(), Doubles.mean(sum, rest, count));
    }

    @Property(tries = 2_000)
    void aProductAndItsRestAreExact(@ForAll("numbers") double a, @ForAll("numbers") double b) {
        BigDecimal exact = new BigDecimal(a).multiply(new BigDecimal(b));
        BigDecimal both = new BigDecimal(a * b).add(new BigDecimal(Doubles.productRest(a, b, a * b)));
        assertEquals(0, exact.compareTo(both));
    }

    @Property(tries = 2_000)
    void aQuotientOfExactMultiplesIsExact(@ForAll("numbers") double price, @ForAll("numbers") double volume) {
        double traded = price * volume;
        assertEquals(price, Doubles.quotient(traded, Doubles.productRest(price, volume, traded), volume, 0));
    }

    @Provide
    Arbitrary<Double> numbers() {
        return Arbitraries.randoms().map(random -> 1e-9 * Math.pow(1e24, random.nextDouble()));
    }
}
