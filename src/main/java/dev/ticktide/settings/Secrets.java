package dev.ticktide.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Replaces by {@code ***} what must not be shown of settings: secrets by their names, logins within addresses by their form. */
public final class Secrets {

    /** The name of a setting that is a password, and the end of the names of others. */
    public static final String PASSWORD = "password";

    private static final String MASK = "***";

    /** Endings of the names whose values are secret. */
    private static final List<String> SECRETS = List.of(PASSWORD, "secret", "token", "api_key", "credentials");

    /** Headers of a mail relay often are its key. */
    private static final String HEADERS = "headers";

    private static final Pattern LOGIN_IN_URL = Pattern.compile("//([^:/@\\s]*):.*@");

    private Secrets() {}

    /** Whether the value of a setting is secret, by the end of its name; upper and lower case do not count. */
    public static boolean isSecret(String name) {
        return SECRETS.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith);
    }

    /** A copy in which secrets are masked. */
    public static ObjectNode masked(ObjectNode tree) {
        ObjectNode copy = tree.deepCopy();
        maskSection(copy);
        return copy;
    }

    private static void maskSection(ObjectNode node) {
        node.properties().forEach(field -> {
            if (field.getKey().toLowerCase(Locale.ROOT).equals(HEADERS)
                    && field.getValue() instanceof ObjectNode headers) {
                headers.properties().forEach(header -> header.setValue(new TextNode(MASK)));
            } else if (isSecret(field.getKey()) && !field.getValue().isNull()) {
                field.setValue(new TextNode(MASK));
            } else {
                field.setValue(mask(field.getValue()));
            }
        });
    }

    /** Without the password of an address, which is refused at a start, but shown before that. */
    private static JsonNode mask(JsonNode value) {
        if (value instanceof ObjectNode section) {
            maskSection(section);
        } else if (value instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                list.set(i, mask(list.get(i)));
            }
        } else if (value.isTextual()) {
            return new TextNode(LOGIN_IN_URL.matcher(value.textValue()).replaceAll("//$1:" + MASK + "@"));
        }
        return value;
    }
}
