package dev.ticktide.bus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.market.Candle;
import dev.ticktide.market.Correction;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.market.signal.Explanation;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.testing.Samples;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Any record that a message can hold, made from its components; those whose constructors are strict are samples. */
class CodecsPropertyTest {

    private static final List<MarketEvent> EVENTS = Samples.oneOfEach(Samples.T0);

    @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
    void everyMessageComesBackBitForBit(@ForAll long seed) throws ReflectiveOperationException {
        for (RecordCodec<?> codec : Codecs.ALL) {
            roundTrip(codec, new Random(seed));
        }
    }

    private static <T> void roundTrip(RecordCodec<T> codec, Random random) throws ReflectiveOperationException {
        T message = codec.type().cast(any(codec.type(), random));
        byte[] bytes = codec.encode(message);
        T back = codec.decode(bytes);
        assertEquals(message, back);
        assertArrayEquals(bytes, codec.encode(back));
    }

    private static Object any(Type type, Random random) throws ReflectiveOperationException {
        if (type instanceof ParameterizedType generic) {
            Object element = any(generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1], random);
            return generic.getRawType() == List.class
                    ? List.of(element, element).subList(random.nextInt(3), 2)
                    : generic.getRawType() == Set.class ? Set.of(element) : sorted("rsi(14)", (Double) element);
        } else if (type == int.class || type == Integer.class) {
            return 1 + random.nextInt(1 << random.nextInt(30));
        } else if (type == long.class) {
            return random.nextLong() >>> (1 + random.nextInt(60)) | 1;
        } else if (type == double.class || type == Double.class) {
            return Double.longBitsToDouble(random.nextLong());
        } else if (type == boolean.class) {
            return random.nextBoolean();
        } else if (type == String.class) {
            return random.nextBoolean() ? "AAPL" : "BRK.B";
        } else if (type == double[].class) {
            return random.longs(random.nextInt(4))
                    .mapToDouble(Double::longBitsToDouble)
                    .toArray();
        } else if (type == byte[].class) {
            byte[] bytes = new byte[random.nextInt(9)];
            random.nextBytes(bytes);
            return bytes;
        }
        return any((Class<?>) type, random);
    }

    private static Object any(Class<?> type, Random random) throws ReflectiveOperationException {
        if (type.isEnum()) {
            return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
        } else if (type.isSealed()) {
            return any(
                    (Type) type.getPermittedSubclasses()[random.nextInt(type.getPermittedSubclasses().length)], random);
        } else if (type == Explanation.class) {
            return Samples.explanation();
        } else if (type == Timeframe.class) {
            return random.nextBoolean() ? Timeframe.RAW : Samples.M5;
        } else if (type == AppendRequest.class) {
            return new AppendRequest(random.nextInt(9), EVENTS, List.of(3, 3, 3, 3, 64));
        } else if (type == Correction.class) {
            return new Correction((Candle) EVENTS.get(0), Samples.candle("AAPL", Samples.T0, 5));
        } else if (MarketEvent.class.isAssignableFrom(type)) {
            return EVENTS.stream().filter(type::isInstance).findFirst().orElseThrow();
        }
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            boolean none = components[i].getAnnotatedType().isAnnotationPresent(Nullable.class) && random.nextBoolean();
            values[i] = none ? null : any(components[i].getGenericType(), random);
        }
        return type.getDeclaredConstructor(
                        Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
                .newInstance(values);
    }

    private static Map<String, Double> sorted(String name, double value) {
        Map<String, Double> map = new TreeMap<>();
        map.put(name, value);
        return map;
    }
}
