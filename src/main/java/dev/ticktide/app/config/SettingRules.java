package dev.ticktide.app.config;

import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.ticktide.settings.Description;
import dev.ticktide.settings.DurationText;
import dev.ticktide.settings.Within;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What holds for every setting, whatever it means: it has a value, of its kind, within its bounds. */
final class SettingRules {

    private static final int SHOWN = 60;

    private SettingRules() {}

    /**
     * Fails by {@link ConfigException} at the first setting that has no value or one out of bounds.
     *
     * @param source where the value of a setting comes from
     */
    static void require(AppConfig config, Function<String, String> source) {
        requireRecord(config, "", source);
    }

    private static void requireRecord(Record section, String path, Function<String, String> source) {
        for (RecordComponent component : section.getClass().getRecordComponents()) {
            String place = (path.isEmpty() ? "" : path + ".") + Description.snakeCase(component.getName());
            Object value = value(component, section);
            if (value == null) {
                if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    throw new ConfigException(source.apply(place) + ": " + place + " has no value; set it to "
                            + kind(component.getType()));
                }
                continue;
            }
            requireWithin(component.getAnnotation(Within.class), place, value, source);
            if (value instanceof Record inner) {
                requireRecord(inner, place, source);
            } else if (value instanceof List<?> list) {
                requireItems(list, place, source);
            }
        }
    }

    private static void requireItems(List<?> list, String place, Function<String, String> source) {
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            if (item == null) {
                throw new ConfigException(
                        source.apply(place) + ": " + place + "[" + i + "] has no value; set one or remove it");
            } else if (item instanceof Record inner) {
                requireRecord(inner, place + "[" + i + "]", source);
            }
        }
    }

    private static void requireWithin(
            @Nullable Within bounds, String place, Object value, Function<String, String> source) {
        if (bounds == null) {
            return;
        }
        boolean isTime = value instanceof Duration;
        double number = value instanceof Duration time ? time.toMillis() : ((Number) value).doubleValue();
        if (!(number >= bounds.min() && number <= bounds.max())) {
            throw new ConfigException(source.apply(place) + ": " + place + " has to be from "
                    + SettingForm.bound(bounds.min(), isTime) + " to " + SettingForm.bound(bounds.max(), isTime)
                    + "; it is "
                    + (value instanceof Duration time ? DurationText.print(time) : value));
        }
    }

    private static @Nullable Object value(RecordComponent component, Record section) {
        try {
            return component.getAccessor().invoke(section);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What is wrong with a value that is not of its setting's kind, without the words of the library that reads it.
     *
     * @param found the value, secrets masked; {@code null} if there is none at that place
     */
    static String misfit(JsonMappingException e, @Nullable JsonNode found) {
        Class<?> wanted = null;
        if (e instanceof MismatchedInputException misfit) {
            wanted = misfit.getTargetType();
        } else if (e.getCause() instanceof InputCoercionException coercion) {
            wanted = coercion.getTargetType();
        }
        String what = wanted == null ? "another kind of value" : kind(wanted);
        return "has to be " + what + (found == null ? "" : "; it is " + shown(found));
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    /** A kind of values, as part of a sentence. */
    static String kind(Class<?> type) {
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number";
        } else if (type == double.class || type == Double.class) {
            return "a number";
        } else if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        } else if (type == Duration.class) {
            return DurationText.FORMS;
        } else if (type.isEnum()) {
            return "one of " + SettingForm.names(type);
        } else if (List.class.isAssignableFrom(type)) {
            return "a list such as [a, b]";
        } else if (type.isRecord()) {
            return "a section with "
                    + Arrays.stream(type.getRecordComponents())
                            .map(component -> Description.snakeCase(component.getName()))
                            .collect(Collectors.joining(", "));
        } else if (Map.class.isAssignableFrom(type)) {
            return "a section of names and values";
        }
        return "a text";
    }
}
