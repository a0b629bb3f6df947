package dev.ticktide.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.ingest.parse.EventParser;
import dev.ticktide.ingest.parse.Parsed;
import dev.ticktide.ingest.parse.ProblemCode;
import dev.ticktide.ingest.parse.Rejection;
import dev.ticktide.ingest.scan.Field;
import dev.ticktide.market.Candle;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** What holds for every body, good or not. */
@Tag("slow")
class EventParserPropertiesTest {

    private static final String[] SPICE = {
        "\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "-",
        ".",
        "e",
        "E",
        "+",
        "0",
        "9",
        "1e999",
        "NaN",
        "null",
        "\\u0000",
        "\\",
        " ",
        "\n",
        "\u0000",
        "\u00e9",
        "\u00ff",
        "//",
        "\"high\": 1,",
        "stock_symbol",
        "1".repeat(30),
        "\"data_type\": \"x\","
    };

    private final EventParser parser = new EventParser(IngestConfig.DEFAULT_LIMITS);
    private final EventParser strict = new EventParser(IngestConfig.DEFAULT_LIMITS, false);

    @Property(tries = 2_000)
    void aCandleReadsBackBitForBit(@ForAll("candles") Candle candle, @ForAll Random random) {
        byte[] body = write(candle, random).getBytes(StandardCharsets.UTF_8);
        assertEquals(
                new Parsed.Events(List.of(candle), false, List.of()),
                parser.parse(body, EventParser.Format.JSON, IngestServer.NOW));
    }

    @Property(tries = 500)
    void historyReachesBackToBefore1970AndLiveDoesNot(@ForAll("past") long seconds) {
        byte[] body = Bodies.candle("timestamp", String.valueOf(seconds)).getBytes(StandardCharsets.UTF_8);
        Parsed history = parser.parse(body, EventParser.Format.JSON, IngestServer.NOW, true);
        assertEquals(history, strict.parse(body, EventParser.Format.JSON, IngestServer.NOW, true));
        Parsed.Events events = (Parsed.Events) history;
        assertEquals(seconds * 1_000_000, events.events().get(0).time());
        Rejection live = (Rejection) parser.parse(body, EventParser.Format.JSON, IngestServer.NOW);
        assertEquals(ProblemCode.INVALID_TIME, live.code());
        assertTrue(live.errors().get(0).detail().contains("mode=history"), live.toString());
    }

    @Provide
    Arbitrary<Long> past() {
        // A day written yyyymmdd and a spreadsheet's day are among them.
        return Arbitraries.oneOf(
                Arbitraries.longs().between(-8_520_336_000L, 631_151_999L), Arbitraries.of(20_261_127L, 45_000L));
    }

    @Property(tries = 5_000)
    void numbersAreReadAlikeOnBothWays(@ForAll("numerals") String numeral) {
        for (String field : List.of("high", "volume", "timestamp")) {
            byte[] body = Bodies.candle(field, numeral).getBytes(StandardCharsets.UTF_8);
            Parsed expected = strict.parse(body, EventParser.Format.JSON, IngestServer.NOW);
            assertEquals(expected, parser.parse(body, EventParser.Format.JSON, IngestServer.NOW));
        }
    }

    @Property(tries = 10_000)
    void rubbishIsRefusedAndNeverThrown(@ForAll("candles") Candle candle, @ForAll Random random) {
        StringBuilder body = new StringBuilder("[" + write(candle, random) + "," + write(candle, random) + "]");
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(body.length());
            switch (random.nextInt(3)) {
                case 0 -> body.insert(at, SPICE[random.nextInt(SPICE.length)]);
                case 1 -> body.delete(at, Math.min(body.length(), at + 1 + random.nextInt(6)));
                default -> body.setCharAt(at, (char) random.nextInt(256));
            }
            if (body.length() == 0) {
                body.append(' ');
            }
        }
        byte[] bytes = body.toString().getBytes(StandardCharsets.ISO_8859_1);
        for (EventParser.Format format : EventParser.Format.values()) {
            Parsed parsed = parser.parse(bytes, format, IngestServer.NOW);
            assertEquals(strict.parse(bytes, format, IngestServer.NOW), parsed, "the short way differs");
            if (parsed instanceof Parsed.Events events) {
                events.events().forEach(EventParserPropertiesTest::assertFinite);
            } else {
                assertTrue(((Rejection) parsed).code().status() < 500);
            }
        }
    }

    /** Most are numbers, many of them at an edge; some are not. */
    @Provide
    Arbitrary<String> numerals() {
        Arbitrary<String> digits = Arbitraries.oneOf(
                Arbitraries.of("", "0", "00", "1", "160", "9007199254740992", "9007199254740993", "1644016200"),
                Arbitraries.strings().numeric().ofMaxLength(21));
        Arbitrary<String> fraction =
                Arbitraries.oneOf(Arbitraries.just(""), digits.map(text -> "." + text), Arbitraries.just(".5.5"));
        Arbitrary<String> exponent =
                Arbitraries.of("", "", "", "e0", "E+2", "e-3", "e22", "e-22", "e23", "e400", "e", "e0005");
        return Combinators.combine(Arbitraries.of("", "", "", "-", "+"), digits, fraction, exponent)
                .as((sign, whole, part, power) -> sign + whole + part + power);
    }

    @Provide
    Arbitrary<Candle> candles() {
        Arbitrary<String> symbols = Arbitraries.strings()
                .withChars("ABCXYZ0189")
                .ofMinLength(1)
                .ofMaxLength(12)
                .map(symbol -> symbol + "." + symbol);
        Arbitrary<Long> times = Arbitraries.longs().between(631_152_000_000_000L, IngestServer.NOW);
        Arbitrary<List<Double>> prices = Arbitraries.oneOf(
                        Arbitraries.doubles().between(1e-15, 1e15).ofScale(15),
                        Arbitraries.doubles().between(1, 1_000).ofScale(2),
                        Arbitraries.longs().map(EventParserPropertiesTest::anyPrice))
                .list()
                .ofSize(4)
                .map(list -> list.stream().sorted().toList());
        Arbitrary<Double> volumes = Arbitraries.oneOf(
                Arbitraries.longs().between(0, 1L << 53).map(volume -> (double) volume),
                Arbitraries.longs().map(EventParserPropertiesTest::anyPrice));
        return Combinators.combine(symbols, times, prices, volumes)
                .as((symbol, time, price, volume) -> new Candle(
                        symbol,
                        time,
                        price.get(1),
                        price.get(3),
                        price.get(0),
                        price.get(2),
                        volume > Field.MAX_EXACT_INTEGER ? 0 : volume));
    }

    /** Random bits, brought into the range: all 17 digits in use. */
    private static double anyPrice(long bits) {
        double price = Math.abs(Double.longBitsToDouble(bits));
        if (price >= Field.MIN_PRICE && price <= Field.MAX_PRICE) {
            return price;
        }
        return 1 + (bits >>> 11) * 0x1.0p-53;
    }

    static String write(Candle candle, Random random) {
        String symbol = random.nextBoolean() ? candle.symbol() : candle.symbol().toLowerCase(Locale.ROOT);
        String[] fields = {
            "\"stock_symbol\": \"" + symbol + "\"",
            "\"opening_price\": " + number(candle.open(), random),
            "\"closing_price\": " + number(candle.close(), random),
            "\"high\": " + number(candle.high(), random),
            "\"low\": " + number(candle.low(), random),
            "\"volume\": " + number(candle.volume(), random),
            "\"timestamp\": " + candle.time() / 1_000_000 + "."
                    + String.format(Locale.ROOT, "%06d", candle.time() % 1_000_000)
        };
        if (random.nextInt(3) == 0) {
            for (int i = fields.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                String field = fields[i];
                fields[i] = fields[j];
                fields[j] = field;
            }
        }
        return random.nextBoolean()
                ? "{" + String.join(", ", fields) + "}"
                : "{" + String.join(",", fields).replace(": ", ":") + "}";
    }

    /** As Java or, for whole numbers, as Python would write an int. */
    private static String number(double value, Random random) {
        if (value == Math.rint(value) && value <= Field.MAX_EXACT_INTEGER && random.nextBoolean()) {
            return String.valueOf((long) value);
        }
        String text = Double.toString(value);
        return random.nextBoolean() ? text : text.replace("E", "e");
    }

    private static void assertFinite(MarketEvent event) {
        if (event instanceof Candle candle) {
            double sum = candle.open() + candle.high() + candle.low() + candle.close() + candle.volume();
            assertTrue(Double.isFinite(sum * sum));
        } else if (event instanceof Metadata metadata) {
            assertTrue(Double.isFinite(metadata.first()) && Double.isFinite(metadata.second()));
        }
    }
}
