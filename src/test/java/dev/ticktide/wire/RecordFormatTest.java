package dev.ticktide.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

// Generated code reads public records only; two versions of a record have one name.
@SuppressWarnings({"EffectivelyPrivate", "SameNameButDifferent"})
class RecordFormatTest {

    public enum Colour {
        RED,
        GREEN
    }

    public sealed interface Shape permits Dot, Group {}

    public record Dot(int x, long y, Colour colour) implements Shape {}

    public record Group(List<Shape> shapes, @Nullable Group inner) implements Shape {}

    public record Drawing(
            String name,
            boolean visible,
            double scale,
            double[] axis,
            byte[] picture,
            @Nullable String note,
            Set<String> tags,
            SortedMap<String, Double> sizes,
            List<Integer> counts,
            Shape shape) {}

    /** Another version of the same records. */
    private static final class Other {
        public record Renamed(int x, long z, Colour colour) {}

        public enum Colour {
            GREEN,
            RED
        }

        public record Dot(int x, long y, Colour colour) {}

        static final class Reordered {
            public record Dot(long y, int x, RecordFormatTest.Colour colour) {}
        }

        static final class Wider {
            public record Dot(long x, long y, RecordFormatTest.Colour colour) {}
        }

        static final class Empty {
            public record Dot(int x, long y, RecordFormatTest.@Nullable Colour colour) {}
        }

        static final class Same {
            public record Dot(int x, long y, RecordFormatTest.Colour colour) {}
        }
    }

    private final RecordFormat<Drawing> format = new RecordFormat<>(Drawing.class);

    @Property(tries = 100)
    void everyValueComesBackBitForBit(@ForAll("drawings") Drawing drawing) {
        Drawing back = format.decode(format.encode(drawing));
        assertEquals(Double.doubleToRawLongBits(drawing.scale), Double.doubleToRawLongBits(back.scale));
        assertArrayEquals(bits(drawing.axis), bits(back.axis));
        assertArrayEquals(drawing.picture, back.picture);
        assertEquals(without(drawing), without(back));
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void nothingCutShortOrTooLongIsRead(@ForAll("drawings") Drawing drawing) {
        byte[] bytes = format.encode(drawing);
        for (int length = 0; length <= bytes.length + 1; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            if (length != bytes.length) {
                assertThrows(WireException.class, () -> format.decode(cut));
            }
        }
    }

    @Example
    void anotherSchemaIsRefusedByTypeAndHashes() {
        RecordFormat<Dot> here = new RecordFormat<>(Dot.class);
        assertEquals(here.schema(), new RecordFormat<>(Other.Same.Dot.class).schema());
        for (Class<?> type : List.of(
                Other.Renamed.class,
                Other.Dot.class,
                Other.Reordered.Dot.class,
                Other.Wider.Dot.class,
                Other.Empty.Dot.class)) {
            assertNotEquals(here.schema(), new RecordFormat<>(type).schema());
        }
        byte[] theirs = new RecordFormat<>(Other.Dot.class).encode(new Other.Dot(1, 2, Other.Colour.RED));
        String message =
                assertThrows(WireException.class, () -> here.decode(theirs)).getMessage();
        assertTrue(
                message.matches("Dot was sent with schema [0-9a-f]{16}, the receiver's is [0-9a-f]{16}: .*versions"),
                message);
    }

    @Example
    void aSchemaNamesAllThatItIsMadeOf() {
        assertEquals("""
                encoding 1
                Drawing[name String, visible boolean, scale double, axis double[], picture byte[], note String?,\
                 tags Set<String>, sizes SortedMap<String, Double>, counts List<Integer>, shape Shape]
                Shape[Dot, Group]
                Dot[x int, y long, colour Colour]
                Colour[RED, GREEN]
                Group[shapes List<Shape>, inner Group?]""", format.schema());
    }

    @Example
    void aPositionThatNamesNothingIsRefused() {
        RecordFormat<Dot> dots = new RecordFormat<>(Dot.class);
        byte[] bytes = dots.encode(new Dot(0, 0, Colour.GREEN));
        bytes[bytes.length - 1] = 2;
        assertThrows(WireException.class, () -> dots.decode(bytes));
    }

    @Example
    void aTypeWithoutBytesIsNamed() {
        record Hidden(Object any) {}
        assertThrows(IllegalArgumentException.class, () -> new RecordFormat<>(Hidden.class));
    }

    @Provide
    Arbitrary<Drawing> drawings() {
        Arbitrary<Double> numbers = Arbitraries.longs().map(Double::longBitsToDouble);
        Arbitrary<String> texts =
                Arbitraries.strings().withChars("aZ0\u0000\u00e4\u20ac").ofMaxLength(8);
        return Combinators.combine(
                        texts, numbers, numbers.array(double[].class).ofMaxSize(3), texts.injectNull(0.5), shapes(2))
                .flatAs((name, scale, axis, note, shape) -> Combinators.combine(
                                Arbitraries.bytes().array(byte[].class).ofMaxSize(4),
                                texts.set().ofMaxSize(3),
                                Arbitraries.maps(texts, numbers).ofMaxSize(3),
                                Arbitraries.integers().list().ofMaxSize(3))
                        .as((picture, tags, sizes, counts) -> new Drawing(
                                name,
                                scale > 0,
                                scale,
                                axis,
                                picture,
                                note,
                                tags,
                                new TreeMap<>(sizes),
                                counts,
                                shape)));
    }

    private static Arbitrary<Shape> shapes(int depth) {
        Arbitrary<Shape> dots = Combinators.combine(
                        Arbitraries.integers(), Arbitraries.longs(), Arbitraries.of(Colour.class))
                .as(Dot::new);
        if (depth == 0) {
            return dots;
        }
        Arbitrary<Group> groups = shapes(depth - 1).list().ofMaxSize(2).map(inside -> new Group(inside, null));
        return Arbitraries.oneOf(dots, groups, groups.map(inner -> new Group(List.of(), inner)));
    }

    private static long[] bits(double[] values) {
        return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
    }

    private static List<@Nullable Object> without(Drawing drawing) {
        return Arrays.asList(
                drawing.name,
                drawing.visible,
                drawing.note,
                drawing.tags,
                drawing.sizes,
                drawing.counts,
                drawing.shape);
    }
}
