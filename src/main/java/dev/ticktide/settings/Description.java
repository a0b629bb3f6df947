package dev.ticktide.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A setting as the annotations of its component describe it. Fails with {@link IllegalStateException} for a component
 * without them.
 *
 * @param name in files
 * @param item of what it is a list; {@code null} if it is none
 * @param bounds {@code null}: none
 * @param optional whether it may be {@code null}
 * @param standard the default, to be copied before it is changed; {@code null}: there is none
 */
public record Description(
        String name,
        Class<?> type,
        @Nullable Class<?> item,
        String meaning,
        String unit,
        @Nullable Within bounds,
        boolean optional,
        @Nullable JsonNode standard) {

    private static final Map<Class<?>, List<Description>> KNOWN = new ConcurrentHashMap<>();

    /**
     * The settings of a section, in the order of its record's components; read once for each section. Thread-safe.
     *
     * @throws IllegalStateException if a component has no {@link Setting} or its default is no YAML
     */
    public static List<Description> of(Class<?> section) {
        return KNOWN.computeIfAbsent(section, record -> Arrays.stream(record.getRecordComponents())
                .map(Description::of)
                .toList());
    }

    private static Description of(RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        if (setting == null) {
            throw new IllegalStateException(component + " of " + component.getDeclaringRecord()
                    + " is in the tree of settings without @Setting; say there what it means");
        }
        return new Description(
                snakeCase(component.getName()),
                component.getType(),
                item(component),
                setting.meaning(),
                setting.unit(),
                component.getAnnotation(Within.class),
                component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                setting.standard().isEmpty() ? null : standard(component, setting.standard()));
    }

    /** Whether it is a record with settings of its own. */
    public boolean isSection() {
        return type.isRecord();
    }

    /** A name as files have it: {@code maxQueued} as {@code max_queued}. */
    public static String snakeCase(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static @Nullable Class<?> item(RecordComponent component) {
        return component.getType() == List.class
                        && component.getGenericType() instanceof ParameterizedType list
                        && list.getActualTypeArguments()[0] instanceof Class<?> item
                ? item
                : null;
    }

    /** A text is taken as it is: {@code 1.0} may be a name. */
    private static JsonNode standard(RecordComponent component, String text) {
        if (component.getType() == String.class || component.getType() == Duration.class) {
            return new TextNode(text);
        }
        try {
            return SettingsYaml.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the default of " + component + " is no YAML", e);
        }
    }
}
