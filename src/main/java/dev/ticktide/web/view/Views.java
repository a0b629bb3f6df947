package dev.ticktide.web.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes view records as JSON, their values in the form of {@link ViewModule}. */
public final class Views {

    private static final ObjectMapper MAPPER =
            JsonMapper.builder().addModule(new ViewModule()).build();

    private Views() {}

    /**
     * A view as JSON in UTF-8.
     *
     * @throws IllegalStateException if a component is nothing that JSON has, which is a bug
     */
    public static byte[] bytes(Object view) {
        try {
            return MAPPER.writeValueAsBytes(view);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a view can always be written", e);
        }
    }

    /** A view as JSON text. */
    public static String text(Object view) {
        return new String(bytes(view), StandardCharsets.UTF_8);
    }

    /** The same as a tree, for messages that are put together of parts. */
    public static JsonNode tree(Object view) {
        return MAPPER.valueToTree(view);
    }

    /**
     * Values by the names of their columns, in that order.
     *
     * @param values at least as many as names
     */
    public static Map<String, Double> named(double[] values, List<String> names) {
        Map<String, Double> all = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            all.put(names.get(i), values[i]);
        }
        return all;
    }
}
