package dev.ticktide.numeric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows that the page's twin has to give too. */
class PriceDigitsTest {

    static List<String> rows() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(PriceDigitsTest.class.getResourceAsStream("/golden/price-digits.csv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void pricesAreShownAsThePageShowsThem(String row) {
        String[] columns = row.split(",");
        double price = Double.parseDouble(columns[0]);
        assertEquals(Integer.parseInt(columns[1]), PriceDigits.of(price));
        assertEquals(columns[2], PriceDigits.text(price, Integer.parseInt(columns[1])));
        assertEquals(columns[3], PriceDigits.quantity(price));
    }

    @Test
    void theOneWithMostDecimalsDecides() {
        assertEquals(4, PriceDigits.of(1.07, 1.0716, 1.1));
        assertEquals(2, PriceDigits.of());
        assertEquals(2, PriceDigits.of(Double.NaN, 0, Double.POSITIVE_INFINITY));
    }

    @Test
    void wholeVolumesHaveNone() {
        assertEquals(0, PriceDigits.ofVolumes(100, 0, 1e9));
        assertEquals(2, PriceDigits.ofVolumes(100, 0.37));
        assertEquals(8, PriceDigits.ofVolumes(1.5e-9));
    }
}
