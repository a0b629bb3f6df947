package dev.ticktide.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.config.KnownSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What the tests of the deployment files share: reading YAML, and holding settings against those that exist. */
final class Deployed {

    private static final Pattern VERSION = Pattern.compile("<artifactId>ticktide</artifactId>\\s*<version>([^<]+)<");
    private static final ObjectMapper JSON = new ObjectMapper();

    private Deployed() {}

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
    static AppConfig settings(String yaml, Map<String, String> environment) {
        try {
            Path file = Files.createTempFile("ticktide-settings", ".yaml");
            try {
                Files.writeString(file, yaml);
                return KnownSettings.load(file, environment);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
