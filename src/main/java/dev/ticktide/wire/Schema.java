package dev.ticktide.wire;

import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Derives how types are written and read, and describes it. Confined to one thread. */
final class Schema {

    /** To be raised when a type is written in another way than before. */
    private static final String ENCODING = "encoding 1";

    private static final Pattern PACKAGES = Pattern.compile("\\w+[.$]");

    private final Map<Class<?>, Part> parts = new HashMap<>(Map.of(
            String.class, new Boxed<>(String.class, WireWriter::writeString, WireReader::readString),
            Integer.class, new Boxed<>(Integer.class, WireWriter::writeZigZagInt, WireReader::readZigZagInt),
            Double.class, new Boxed<>(Double.class, WireWriter::writeDouble, WireReader::readDouble)));

    private final Map<Class<?>, String> definitions = new LinkedHashMap<>();

    /** An element of a container. */
    private record Boxed<T>(Class<T> type, BiConsumer<WireWriter, T> write, Function<WireReader, T> read)
            implements Part {
        @Override
        public void write(WireWriter out, Object value) {
            write.accept(out, type.cast(value));
        }

        @Override
        public Object read(WireReader in) {
            return read.apply(in);
        }
    }

    /**
     * Everything derived so far, a definition a line. Types go by their simple names, so that a move to another package
     * changes nothing.
     */
    @Override
    public String toString() {
        return ENCODING + '\n' + String.join("\n", definitions.values());
    }

    /** @throws IllegalArgumentException naming a type that has no bytes */
    Part of(Type type) {
        if (type instanceof ParameterizedType generic) {
            return container((Class<?>) generic.getRawType(), generic.getActualTypeArguments());
        }
        Class<?> plain = (Class<?>) type;
        Part part = parts.get(plain);
        if (part == null) {
            definitions.put(plain, "");
            part = derive(plain);
            parts.put(plain, part);
        }
        return part;
    }

    private Part derive(Class<?> type) {
        if (type.isRecord() && Modifier.isPublic(type.getModifiers())) {
            return record(type);
        } else if (type.isEnum()) {
            Enum<?>[] constants = (Enum<?>[]) type.getEnumConstants();
            define(type, Stream.of(constants).map(Enum::name));
            return new Part.Constant(constants);
        } else if (type.isSealed()) {
            Class<?>[] records = records(type).toArray(Class<?>[]::new);
            Part[] choices = Stream.of(records).map(this::of).toArray(Part[]::new);
            define(type, Stream.of(records).map(Class::getSimpleName));
            return new Part.Choice(records, choices);
        }
        throw new IllegalArgumentException("no bytes are defined for " + type.getName());
    }

    private void define(Class<?> type, Stream<String> contents) {
        definitions.put(type, type.getSimpleName() + contents.toList());
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed() ? Stream.of(type.getPermittedSubclasses()).flatMap(Schema::records) : Stream.of(type);
    }

    private Part record(Class<?> type) {
        Part.Recursion itself = new Part.Recursion();
        parts.put(type, itself);
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Part[] each = new @Nullable Part[components.length];
        for (int i = 0; i < components.length; i++) {
            each[i] = RecordPart.scalar(components[i]) == null ? component(components[i]) : null;
        }
        define(type, Stream.of(components).map(Schema::name));
        Part record = RecordPart.of(type, each);
        itself.complete(record);
        return record;
    }

    private static String name(RecordComponent component) {
        String type = PACKAGES.matcher(component.getGenericType().getTypeName()).replaceAll("");
        return component.getName() + ' ' + type + (RecordPart.isNullable(component) ? "?" : "");
    }

    private Part component(RecordComponent component) {
        Part part = of(component.getGenericType());
        return RecordPart.isNullable(component) ? new Part.NullOr(part) : part;
    }

    private Part container(Class<?> type, Type[] arguments) {
        Part element = of(arguments[arguments.length - 1]);
        if (type == List.class) {
            return new Part.ListOf(element);
        } else if (type == Set.class) {
            return new Part.SetOf(new Part.ListOf(element));
        } else if (type == SortedMap.class && arguments[0] == String.class) {
            return new Part.MapOf(element);
        }
        throw new IllegalArgumentException("no bytes are defined for " + type.getName());
    }
}
