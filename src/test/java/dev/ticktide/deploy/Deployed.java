package dev.ticktide.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ticktide.app.AppConfig;
import dev.ticktide.app.KnownSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What the tests of the deployment files share: reading YAML, and holding settings against those that exist. */
final class Deployed {

    /** Settings of the clustered mode, which this branch does not have yet; to be emptied when they are there. */
    static final List<String> NOT_YET =
            List.of("cluster.host", "cluster.port", "cluster.bus_port", "cluster.members", "cluster.name");

    private static final String PREFIX = "TICKTIDE__";
    private static final Pattern VERSION = Pattern.compile("<artifactId>ticktide</artifactId>\\s*<version>([^<]+)<");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper();

    private Deployed() {}

    /** @param config without the settings of {@link #NOT_YET}, which are in {@code later} as they are written */
    record Settings(AppConfig config, Map<String, JsonNode> later) {}

    /** The documents of a file. Jackson's own YAML does not know merge keys, which compose.yaml has. */
    static List<JsonNode> documents(Path file) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<JsonNode> documents = new ArrayList<>();
        new Yaml(new SafeConstructor(options)).loadAll(read(file)).forEach(it -> documents.add(JSON.valueToTree(it)));
        return documents;
    }

    static String version() {
        Matcher version = VERSION.matcher(read(Path.of("pom.xml")));
        if (!version.find()) {
            throw new AssertionError("no version in pom.xml");
        }
        return version.group(1);
    }

    /** Reads settings as a start does. Throws what a start would say of one that does not exist. */
    static Settings settings(String yaml, Map<String, String> environment) {
        try {
            Map<String, JsonNode> later = new TreeMap<>();
            ObjectNode tree = (ObjectNode) YAML.readTree(yaml);
            Map<String, String> now = new TreeMap<>(environment);
            for (String name : NOT_YET) {
                String[] parts = name.split("\\.");
                if (tree.path(parts[0]) instanceof ObjectNode section && section.has(parts[1])) {
                    later.put(name, section.remove(parts[1]));
                }
                String value = now.remove(variable(name));
                if (value != null) {
                    later.put(name, YAML.readTree(value));
                }
            }
            tree.properties()
                    .removeIf(section ->
                            section.getValue().isObject() && section.getValue().isEmpty());
            Path file = Files.createTempFile("ticktide-settings", ".yaml");
            try {
                YAML.writeValue(file.toFile(), tree);
                return new Settings(KnownSettings.load(file, now), later);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String variable(String setting) {
        return PREFIX + setting.toUpperCase(Locale.ROOT).replace(".", "__");
    }

    /** {@code a.b.c}, missing where something on the way is. */
    static JsonNode at(JsonNode node, String path) {
        JsonNode at = node;
        for (String name : path.split("\\.")) {
            at = at.path(name);
        }
        return at;
    }

    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
