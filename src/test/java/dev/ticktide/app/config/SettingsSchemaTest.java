package dev.ticktide.app.config;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.ticktide.settings.Description;
import dev.ticktide.settings.SettingsYaml;
import dev.ticktide.testing.Markdown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The schema of configuration files, the settings as they are bound and docs/settings.md are from one tree. */
class SettingsSchemaTest {

    private static final Pattern IN_ENVIRONMENT = Pattern.compile("(?m)^ +(TICKTIDE__[A-Z_]+): +\"?([^\"\\n]+?)\"?$");

    private static final ObjectNode TEXT = SettingsSchema.of(AppConfig.class);
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final JsonSchema SCHEMA = FACTORY.getSchema(TEXT);

    @TempDir
    private Path folder;

    private static Set<ValidationMessage> problems(String yaml) throws JsonProcessingException {
        return SCHEMA.validate(SettingsYaml.MAPPER.readTree(yaml));
    }

    @Test
    void theSchemaIsOneOfItsDialect() {
        JsonSchema dialect = FACTORY.getSchema(SchemaLocation.of(SpecVersion.VersionFlag.V202012.getId()));
        assertEquals(Set.of(), dialect.validate(TEXT));
    }

    @Test
    void itsDefaultsAreTheSettingsOfAnEmptyConfiguration() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.yaml"), "");
        AppConfig bound = new ConfigLoader(AppConfig.DEFAULTS).file(empty).load();
        ConfigLoader fromSchema = new ConfigLoader(AppConfig.DEFAULTS);
        int[] count = {0};
        defaults(TEXT, "", (place, value) -> {
            fromSchema.set(place, value.toString(), "schema");
            count[0]++;
        });
        assertEquals(bound, fromSchema.load());
        assertTrue(count[0] > 40, count[0] + " defaults");
    }

    private interface Found {
        void at(String place, JsonNode value);
    }

    private static void defaults(JsonNode schema, String path, Found found) {
        schema.path("properties").properties().forEach(field -> {
            String place = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            if (field.getValue().has("default")) {
                found.at(place, field.getValue().get("default"));
            }
            defaults(field.getValue(), place, found);
        });
    }

    @Test
    void everyConfigurationInDocumentsAndDeploymentFilesIsOne() throws IOException {
        Map<String, JsonNode> configurations = new TreeMap<>();
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            Stream<Path> documents = Stream.concat(docs, Stream.of(Path.of("README.md"), Path.of("deploy/README.md")));
            for (Path file :
                    documents.filter(each -> each.toString().endsWith(".md")).toList()) {
                for (Markdown.Block block : Markdown.read(file).blocks()) {
                    if (block.kind().equals("yaml")) {
                        configurations.put(block.place(), SettingsYaml.MAPPER.readTree(block.text()));
                    }
                }
            }
        }
        configurations.putAll(ofKubernetes());
        configurations.put("compose.yaml", ofCompose());
        assertTrue(configurations.size() >= 4, () -> "found in " + configurations.keySet());
        assertAll(configurations.entrySet().stream()
                .map(each -> () -> assertEquals(Set.of(), SCHEMA.validate(each.getValue()), each.getKey())));
    }

    private static Map<String, JsonNode> ofKubernetes() throws IOException {
        Map<String, JsonNode> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(Path.of("deploy/kubernetes"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
                for (Object document :
                        new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(Files.readString(file))) {
                    String text = SettingsYaml.MAPPER
                            .valueToTree(document)
                            .path("data")
                            .path("ticktide.yaml")
                            .asText();
                    if (!text.isEmpty()) {
                        found.put(file.toString(), SettingsYaml.MAPPER.readTree(text));
                    }
                }
            }
        }
        return found;
    }

    /** All settings, with those in the environment of a container. */
    private static JsonNode ofCompose() throws IOException {
        Map<String, String> environment = new TreeMap<>();
        Matcher setting = IN_ENVIRONMENT.matcher(Files.readString(Path.of("deploy/compose.yaml")));
        while (setting.find()) {
            environment.put(setting.group(1), setting.group(2));
        }
        assertTrue(environment.size() > 5, environment::toString);
        return new ConfigLoader(AppConfig.DEFAULTS).environment(environment).masked();
    }

    @Test
    void itRefusesWhatTheLoaderRefuses() throws IOException {
        for (String refused : List.of(
                "wbe: { port: 80 }",
                "web: { prot: 80 }",
                "web: 80",
                "web: [80]",
                "web: { port: 99999 }",
                "web: { port: 0 }",
                "web: { port: 8080.5 }",
                "web: { port: http }",
                "web: { port: null }",
                "web: { host: null }",
                "web: { host: [a] }",
                "web: { conflation: soon }",
                "web: { conflation: 5 }",
                "web: { allowed_hosts: example.org }",
                "web: { allowed_hosts: [null] }",
                "ingest: { bench: perhaps }",
                "ingest: { bench: 2 }",
                "ingest: { max_body: 1023 }",
                "simulate: { rate: 1001 }",
                "store: { retention: { candels: 1d } }",
                "signals: { strategies: [trend] }",
                "signals: { strategies: [{ name: trend }] }",
                "signals: { strategies: [{ name: trend, timeframes: [1m], tf: 1 }] }",
                "notifications: { subscriptions: [{ symbols: [A] }] }",
                "notifications: { subscriptions: [{ recipient: a@b.org, sides: [up] }] }",
                "notifications: { subscriptions: [{ recipient: a@b.org, max_age: old }] }",
                "notifications: { smtp: { headers: x } }",
                "behind_tls_proxy: 3")) {
            Path file = Files.writeString(folder.resolve("refused.yaml"), refused);
            ConfigLoader loader = new ConfigLoader(AppConfig.DEFAULTS);
            assertThrows(ConfigException.class, () -> loader.file(file).load(), refused);
            assertFalse(problems(refused).isEmpty(), "the schema accepts " + refused);
        }
    }

    @Test
    void itAcceptsWhatMayBeLeftOut() throws IOException {
        for (String accepted : List.of(
                "{}",
                "web: null",
                "web: { admin_port: null, conflation: 1s }",
                "notifications: { subscriptions: [{ recipient: inbox, max_age: null, sides: [buy] }] }",
                "notifications: { smtp: { headers: { X-Team: a } } }")) {
            Path file = Files.writeString(folder.resolve("accepted.yaml"), accepted);
            new ConfigLoader(AppConfig.DEFAULTS).file(file).load();
            assertEquals(Set.of(), problems(accepted), accepted);
        }
    }

    @Test
    void theDocumentedTableHasEverySetting() throws IOException {
        List<String> rows = new ArrayList<>();
        rows(AppConfig.class, "", rows);
        List<String> documented = Files.readAllLines(Path.of("docs/settings.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        Path made = Path.of("target/settings-rows.md");
        if (!rows.equals(documented)) {
            Files.write(made, rows);
        }
        assertEquals(rows, documented, "the rows of docs/settings.md; replace them by those in " + made);
    }

    private static void rows(Class<?> section, String path, List<String> rows) {
        for (Description each : Description.of(section)) {
            String place = path.isEmpty() ? each.name() : path + "." + each.name();
            if (each.isSection()) {
                rows(each.type(), place, rows);
                continue;
            }
            String standard = each.standard() == null
                    ? ""
                    : "`" + each.standard().toString().replace("\"", "") + "`";
            String meaning = (each.meaning() + " " + SettingForm.of(each))
                    .replace("<", "&lt;")
                    .replace("*", "\\*");
            rows.add("| `" + place + "` | " + standard + " | " + meaning + " |");
            Class<?> item = each.item();
            if (item != null && item.isRecord()) {
                rows(item, place + "[]", rows);
            }
        }
    }
}
