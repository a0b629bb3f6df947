package dev.ticktide.deploy;

import static dev.ticktide.deploy.Deployed.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.ticktide.app.config.AppConfig;
import io.kubernetes.client.openapi.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The manifests in deploy/kubernetes, and where to find what in them. */
abstract class KubernetesManifests {

    static final Path FOLDER = Path.of("deploy", "kubernetes");
    static final String EXAMPLE = "secret.example.yaml";
    static final String MODELS = "io.kubernetes.client.openapi.models.";
    static final String DNS_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    static final int PORT_NAME_LENGTH = 15;
    static final int STOP_SECONDS = 25;
    static final Set<String> ROLES = Set.of("ingest", "indicator", "signal", "aggregate", "notify", "web");
    final List<JsonNode> manifests = manifests();

    /** What the pod is given, with what only the cluster knows put in. */
    AppConfig settings(JsonNode deployment) {
        Map<String, String> environment = new TreeMap<>();
        for (JsonNode variable : container(deployment).path("env")) {
            String name = variable.path("name").asText();
            assertTrue(name.startsWith("TICKTIDE__"), name);
            environment.put(name, variable.has("value") ? variable.path("value").textValue() : "given");
        }
        return Deployed.settings(
                one("ConfigMap").path("data").path("ticktide.yaml").textValue(), environment);
    }

    static JsonNode variable(JsonNode deployment, String name) {
        return stream(container(deployment).path("env"))
                .filter(it -> it.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The deployments whose pods carry all of these labels. */
    List<JsonNode> selected(JsonNode labels) {
        assertFalse(labels.isEmpty(), "an empty selector would select everything");
        return deployments().stream()
                .filter(it -> labels.properties().stream().allMatch(label -> label.getValue()
                        .equals(at(it, "spec.template.metadata.labels").path(label.getKey()))))
                .toList();
    }

    static Map<String, Integer> ports(JsonNode deployment) {
        Map<String, Integer> ports = new TreeMap<>();
        container(deployment)
                .path("ports")
                .forEach(port -> ports.put(
                        port.path("name").asText(), port.path("containerPort").intValue()));
        return ports;
    }

    List<JsonNode> deployments() {
        return all("Deployment");
    }

    JsonNode one(String kind) {
        List<JsonNode> found = all(kind);
        assertEquals(1, found.size(), kind);
        return found.get(0);
    }

    List<JsonNode> all(String kind) {
        return manifests.stream().filter(it -> kind(it).equals(kind)).toList();
    }

    static String kind(JsonNode manifest) {
        return manifest.path("kind").asText();
    }

    static JsonNode pod(JsonNode deployment) {
        return at(deployment, "spec.template.spec");
    }

    static JsonNode container(JsonNode deployment) {
        return pod(deployment).path("containers").path(0);
    }

    static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    static Set<String> fieldNames(JsonNode node) {
        Set<String> names = new HashSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    static JsonNode kustomization() {
        return Deployed.documents(FOLDER.resolve("kustomization.yaml")).get(0);
    }

    static List<JsonNode> manifests() {
        return files().stream()
                .flatMap(file -> Deployed.documents(FOLDER.resolve(file)).stream())
                .toList();
    }

    static Set<String> files() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            Set<String> names = new TreeSet<>();
            files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".yaml") && !name.equals("kustomization.yaml"))
                    .forEach(names::add);
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By the class that the API's own description was turned into: unknown and missing fields first, then types. */
    static void validate(JsonNode manifest) {
        String apiVersion = manifest.path("apiVersion").asText();
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1).replace('v', 'V');
        String place = kind(manifest) + " " + at(manifest, "metadata.name").asText();
        try {
            Class<?> model = Class.forName(MODELS + version + kind(manifest));
            model.getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, JsonParser.parseString(manifest.toString()));
            Objects.requireNonNull(JSON.getGson().fromJson(manifest.toString(), model));
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(place + ": " + e.getCause().getMessage(), e);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
    }
}
