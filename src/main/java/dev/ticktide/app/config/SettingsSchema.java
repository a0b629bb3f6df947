package dev.ticktide.app.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.settings.Description;
import dev.ticktide.settings.DurationText;
import dev.ticktide.settings.Secrets;
import dev.ticktide.settings.Within;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON schema (2020-12) of configuration files, from the descriptions of the settings. It accepts less than the loader,
 * which also takes texts such as {@code "8080"} for numbers, and does not know the bounds of durations.
 */
public final class SettingsSchema {

    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private SettingsSchema() {}

    /** The schema of a tree of records, such as {@link AppConfig}. */
    public static ObjectNode of(Class<?> tree) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("$schema", DIALECT).put("$id", "urn:ticktide:settings").put("title", "Ticktide's settings");
        // A section with nothing in it, or with comments only, sets nothing.
        object(schema, tree, true);
        return schema;
    }

    private static void object(ObjectNode schema, Class<?> section, boolean orNull) {
        type(schema, "object", orNull);
        ObjectNode properties = schema.putObject("properties");
        for (Description each : Description.of(section)) {
            setting(properties.putObject(each.name()), each, each.optional());
        }
        schema.put("additionalProperties", false);
    }

    private static void item(ObjectNode schema, Class<?> section) {
        type(schema, "object", false);
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (Description each : Description.of(section)) {
            boolean mayBeLeftOut = each.optional() || each.standard() != null;
            setting(properties.putObject(each.name()), each, mayBeLeftOut);
            if (!mayBeLeftOut) {
                required.add(each.name());
            }
        }
        schema.put("additionalProperties", false);
    }

    private static void setting(ObjectNode schema, Description setting, boolean orNull) {
        schema.put("description", (setting.meaning() + " " + SettingForm.of(setting)).strip());
        if (setting.isSection()) {
            object(schema, setting.type(), true);
            return;
        }
        value(schema, setting.type(), setting.item(), orNull);
        bounds(schema, setting);
        JsonNode standard = setting.standard();
        if (standard != null) {
            schema.set("default", standard);
        }
        if (Secrets.isSecret(setting.name())) {
            schema.put("writeOnly", true);
        }
    }

    private static void value(ObjectNode schema, Class<?> type, @Nullable Class<?> item, boolean orNull) {
        if (type == int.class || type == Integer.class || type == long.class) {
            type(schema, "integer", orNull);
        } else if (type == double.class) {
            type(schema, "number", orNull);
        } else if (type == boolean.class) {
            type(schema, "boolean", orNull);
        } else if (Map.class.isAssignableFrom(type)) {
            type(schema, "object", orNull);
            schema.putObject("additionalProperties").put("type", "string");
        } else if (type == List.class && item != null) {
            type(schema, "array", orNull);
            ObjectNode items = schema.putObject("items");
            if (item.isRecord()) {
                item(items, item);
            } else {
                value(items, item, null, false);
            }
        } else {
            text(schema, type, orNull);
        }
    }

    private static void text(ObjectNode schema, Class<?> type, boolean orNull) {
        type(schema, "string", orNull);
        if (type == Duration.class) {
            schema.put("pattern", "^" + DurationText.PATTERN + "$");
        } else if (type.isEnum()) {
            ArrayNode names = schema.putArray("enum");
            List.of(SettingForm.names(type).split(", ")).forEach(names::add);
        }
    }

    private static void bounds(ObjectNode schema, Description setting) {
        Within bounds = setting.bounds();
        if (bounds != null && setting.type() != Duration.class) {
            schema.put("minimum", bounds.min()).put("maximum", bounds.max());
        }
    }

    private static void type(ObjectNode schema, String type, boolean orNull) {
        if (orNull) {
            schema.putArray("type").add(type).add("null");
        } else {
            schema.put("type", type);
        }
    }
}
