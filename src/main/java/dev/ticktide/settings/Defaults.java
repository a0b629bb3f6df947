package dev.ticktide.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The defaults, read from the annotations. Fails with {@link IllegalStateException} if one does not suit its setting.
 */
public final class Defaults {

    private Defaults() {}

    /** A section with nothing set: every setting has its default, or is {@code null} if it has none. */
    public static <R extends Record> R of(Class<R> section) {
        ObjectNode tree = tree(section);
        fillItems(tree, section);
        try {
            return SettingsYaml.MAPPER.treeToValue(tree, section);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a default of " + section.getSimpleName() + " does not suit it", e);
        }
    }

    /** Completes the items of lists, in a section and the sections within it, with the defaults of what they leave out. */
    public static void fillItems(ObjectNode tree, Class<?> section) {
        for (Description each : Description.of(section)) {
            JsonNode found = tree.path(each.name());
            Class<?> item = each.item();
            if (each.isSection() && found instanceof ObjectNode inner) {
                fillItems(inner, each.type());
            } else if (item != null && item.isRecord()) {
                found.forEach(one -> fill(one, item));
            }
        }
    }

    private static void fill(JsonNode item, Class<?> type) {
        if (item instanceof ObjectNode object) {
            for (Description each : Description.of(type)) {
                JsonNode standard = each.standard();
                if (standard != null && !object.hasNonNull(each.name())) {
                    object.set(each.name(), standard.deepCopy());
                }
            }
        }
    }

    private static ObjectNode tree(Class<?> section) {
        ObjectNode tree = SettingsYaml.MAPPER.createObjectNode();
        for (Description each : Description.of(section)) {
            JsonNode standard = each.standard();
            tree.set(each.name(), each.isSection() ? tree(each.type()) : standard == null ? null : standard.deepCopy());
        }
        return tree;
    }
}
