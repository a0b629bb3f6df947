package dev.ticktide.deploy;

import static dev.ticktide.deploy.Deployed.at;
import static dev.ticktide.deploy.Deployed.texts;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.ticktide.app.AppConfig;
import dev.ticktide.cluster.ClusterConfig;
import io.kubernetes.client.openapi.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** deploy/kubernetes: what a cluster would refuse, and what it would take and never make work. */
class KubernetesTest {

    private static final Path FOLDER = Path.of("deploy", "kubernetes");
    private static final String EXAMPLE = "secret.example.yaml";
    private static final String MODELS = "io.kubernetes.client.openapi.models.";
    private static final String DNS_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final int PORT_NAME_LENGTH = 15;
    private static final int STOP_SECONDS = 25;
    private static final Set<String> ROLES = Set.of("ingest", "indicator", "signal", "aggregate", "notify", "web");

    private final List<JsonNode> manifests = manifests();

    @Test
    void everyManifestIsValidByTheModelOfTheApi() {
        assertAll(manifests.stream().map(manifest -> () -> validate(manifest)));
    }

    @Test
    void theModelSeesAMisspeltFieldAMissingOneAndAWrongType() {
        ObjectNode deployment = deployments().get(0).deepCopy();
        validate(deployment);
        ObjectNode misspelt = deployment.deepCopy();
        ((ObjectNode) container(misspelt).path("readinessProbe")).put("periodSecond", 3);
        assertThrows(IllegalArgumentException.class, () -> validate(misspelt));
        ObjectNode missing = deployment.deepCopy();
        ((ObjectNode) container(missing)).remove("name");
        assertThrows(IllegalArgumentException.class, () -> validate(missing));
        ObjectNode wrong = deployment.deepCopy();
        ((ObjectNode) pod(wrong)).put("terminationGracePeriodSeconds", "soon");
        assertThrows(IllegalArgumentException.class, () -> validate(wrong));
    }

    @Test
    void everythingIsNamedOnceInOneNamespaceAndListedInTheKustomization() {
        Set<String> names = new HashSet<>();
        for (JsonNode manifest : manifests) {
            String name = at(manifest, "metadata.name").asText();
            assertTrue(name.matches(DNS_LABEL), name);
            assertTrue(names.add(kind(manifest) + "/" + name), name + " is there twice");
            assertEquals(
                    kind(manifest).equals("Namespace") ? "" : "ticktide",
                    at(manifest, "metadata.namespace").asText(),
                    name);
        }
        JsonNode kustomization = kustomization();
        assertEquals("ticktide", kustomization.path("namespace").asText());
        Set<String> files = files();
        files.remove(EXAMPLE);
        assertEquals(files, new TreeSet<>(texts(kustomization.path("resources"))));
        assertEquals(
                Set.of("apiVersion", "kind", "namespace", "resources", "images"),
                fieldNames(kustomization),
                "known keys");
    }

    @Test
    void theImageIsOfThisVersion() {
        String version = Deployed.version();
        deployments()
                .forEach(it -> assertEquals(
                        "ticktide:" + version, container(it).path("image").asText()));
        assertEquals(
                version, kustomization().path("images").path(0).path("newTag").asText());
    }

    @Test
    void everySettingExists() {
        for (JsonNode deployment : deployments()) {
            AppConfig config = settings(deployment);
            assertTrue(config.behindTlsProxy(), "a pod is reached by others");
            assertTrue(String.valueOf(config.store().url()).startsWith("postgresql://"), "pods share a database");
            assertEquals("given", config.store().password());
            assertTrue(config.cluster().name() != null && config.cluster().host() != null, "what the cluster needs");
        }
    }

    @Test
    void theConfigurationIsMountedWhereTheArgumentsLookForIt() {
        JsonNode map = one("ConfigMap");
        for (JsonNode deployment : deployments()) {
            List<String> arguments = texts(container(deployment).path("args"));
            Path file = Path.of(arguments.get(arguments.indexOf("-c") + 1));
            JsonNode mount = stream(container(deployment).path("volumeMounts"))
                    .filter(it -> it.path("mountPath").asText().equals(String.valueOf(file.getParent())))
                    .findFirst()
                    .orElseThrow();
            JsonNode volume = stream(pod(deployment).path("volumes"))
                    .filter(it -> it.path("name").equals(mount.path("name")))
                    .findFirst()
                    .orElseThrow();
            assertEquals(at(map, "metadata.name"), at(volume, "configMap.name"));
            assertTrue(map.path("data").has(String.valueOf(file.getFileName())), file::toString);
        }
    }

    @Test
    void theSecretOfTheExampleHasTheKeyThatPodsAskFor() {
        JsonNode secret = one("Secret");
        assertEquals(
                "demo-only-change-me", at(secret, "stringData.store-password").asText());
        int asked = 0;
        for (JsonNode deployment : deployments()) {
            for (JsonNode variable : container(deployment).path("env")) {
                JsonNode reference = at(variable, "valueFrom.secretKeyRef");
                if (!reference.isMissingNode()) {
                    asked++;
                    assertEquals(at(secret, "metadata.name"), reference.path("name"));
                    assertTrue(
                            secret.path("stringData").has(reference.path("key").asText()));
                }
                assertFalse(
                        variable.path("name").asText().contains("PASSWORD") && variable.has("value"),
                        "a password in the open");
            }
        }
        assertEquals(deployments().size(), asked);
    }

    @Test
    void theRolesAreSharedOutAndEachHasOnePlace() {
        List<String> roles = new ArrayList<>();
        for (JsonNode deployment : deployments()) {
            List<String> arguments = texts(container(deployment).path("args"));
            assertEquals(List.of("start", "--cluster", "--roles"), arguments.subList(0, 3));
            roles.addAll(List.of(arguments.get(3).split(",")));
        }
        assertEquals(ROLES, new HashSet<>(roles));
        assertEquals(ROLES.size(), roles.size(), roles::toString);
    }

    @Test
    void everySelectorFindsPodsAndEveryPortOfAServiceIsOneOfTheirs() {
        for (JsonNode service : all("Service")) {
            List<JsonNode> found = selected(service.path("spec").path("selector"));
            assertFalse(found.isEmpty(), () -> at(service, "metadata.name") + " finds no pods");
            for (JsonNode port : service.path("spec").path("ports")) {
                for (JsonNode deployment : found) {
                    Map<String, Integer> ports = ports(deployment);
                    assertEquals(
                            port.path("port").intValue(),
                            ports.get(port.path("targetPort").asText()),
                            () -> at(service, "metadata.name") + " of " + ports);
                }
            }
        }
        for (JsonNode deployment : deployments()) {
            assertEquals(List.of(deployment), selected(at(deployment, "spec.selector.matchLabels")), "its own pods");
            for (JsonNode spread : pod(deployment).path("topologySpreadConstraints")) {
                assertEquals(List.of(deployment), selected(at(spread, "labelSelector.matchLabels")));
            }
        }
        for (JsonNode policy : all("NetworkPolicy")) {
            assertFalse(selected(at(policy, "spec.podSelector.matchLabels")).isEmpty(), policy::toString);
        }
    }

    @Test
    void portsAndProbesAreThoseOfTheSettings() {
        for (JsonNode deployment : deployments()) {
            AppConfig settings = settings(deployment);
            Map<String, Integer> expected = new TreeMap<>();
            expected.put("http", settings.web().port());
            expected.put("cluster", settings.cluster().port());
            expected.put("bus", settings.cluster().busPort());
            if (texts(container(deployment).path("args")).get(3).contains("ingest")) {
                expected.put("ingest", settings.ingest().port());
            }
            Map<String, Integer> ports = ports(deployment);
            assertEquals(expected, ports);
            ports.keySet()
                    .forEach(name -> assertTrue(name.matches(DNS_LABEL) && name.length() <= PORT_NAME_LENGTH, name));
            for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
                JsonNode get = container(deployment).path(probe).path("httpGet");
                assertEquals("http", get.path("port").asText(), probe);
                assertEquals(
                        probe.equals("livenessProbe") ? "/health/live" : "/health/ready",
                        get.path("path").asText(),
                        probe);
                assertEquals(
                        "localhost",
                        get.path("httpHeaders").path(0).path("value").asText(),
                        probe);
            }
        }
    }

    @Test
    void nodesFindEachOtherByTheHeadlessServiceBeforeTheyAreReady() {
        JsonNode service = all("Service").stream()
                .filter(it -> at(it, "spec.clusterIP").asText().equals("None"))
                .findFirst()
                .orElseThrow();
        assertTrue(at(service, "spec.publishNotReadyAddresses").asBoolean());
        assertEquals(deployments(), selected(at(service, "spec.selector")), "all pods");
        String address = at(service, "metadata.name").asText() + "."
                + at(service, "metadata.namespace").asText() + ".svc";
        for (JsonNode deployment : deployments()) {
            assertEquals(List.of(address), settings(deployment).cluster().members());
            assertEquals(
                    "status.podIP",
                    at(variable(deployment, "TICKTIDE__CLUSTER__HOST"), "valueFrom.fieldRef.fieldPath")
                            .asText());
        }
    }

    @Test
    void thePortsOfTheClusterAreForPodsOfTheNamespaceOnly() {
        Set<Integer> inner = Set.of(5701, 5702);
        Set<JsonNode> guarded = new HashSet<>();
        Set<Integer> opened = new HashSet<>();
        for (JsonNode policy : all("NetworkPolicy")) {
            assertEquals(List.of("Ingress"), texts(at(policy, "spec.policyTypes")));
            guarded.addAll(selected(at(policy, "spec.podSelector.matchLabels")));
            for (JsonNode rule : at(policy, "spec.ingress")) {
                assertFalse(rule.path("ports").isEmpty(), "a rule without ports opens all of them");
                assertFalse(rule.path("from").isEmpty(), "a rule without from opens them to everybody");
                for (JsonNode port : rule.path("ports")) {
                    assertTrue(port.path("port").isInt() && !port.has("endPort"), port::toString);
                    if (inner.contains(port.path("port").intValue())) {
                        opened.add(port.path("port").intValue());
                        rule.path("from").forEach(from -> assertEquals(Set.of("podSelector"), fieldNames(from)));
                    }
                }
            }
        }
        assertEquals(new HashSet<>(deployments()), guarded, "every pod is behind a policy");
        assertEquals(inner, opened);
        for (JsonNode deployment : deployments()) {
            ClusterConfig cluster = settings(deployment).cluster();
            assertEquals(inner, Set.of(cluster.port(), cluster.busPort()));
        }
    }

    @Test
    void everyDeploymentIsScaledAndKeptFromBeingDrainedAtOnce() {
        for (JsonNode deployment : deployments()) {
            String name = at(deployment, "metadata.name").asText();
            assertTrue(at(deployment, "spec.replicas").isMissingNode(), "the autoscaler says how many");
            JsonNode scaler = all("HorizontalPodAutoscaler").stream()
                    .filter(it -> at(it, "spec.scaleTargetRef.name").asText().equals(name))
                    .findFirst()
                    .orElseThrow();
            assertEquals("Deployment", at(scaler, "spec.scaleTargetRef.kind").asText());
            assertEquals("apps/v1", at(scaler, "spec.scaleTargetRef.apiVersion").asText());
            int least = at(scaler, "spec.minReplicas").intValue();
            int most = at(scaler, "spec.maxReplicas").intValue();
            assertTrue(least >= 2 && least <= most, name);
            assertTrue(most <= settings(deployment).store().partitions(), "more would be idle");
            // Utilisation is a share of what is requested.
            assertFalse(at(container(deployment), "resources.requests.cpu").isMissingNode(), name);
            long budgets = all("PodDisruptionBudget").stream()
                    .filter(it -> selected(at(it, "spec.selector.matchLabels")).equals(List.of(deployment)))
                    .filter(it -> at(it, "spec.maxUnavailable").intValue() < least)
                    .count();
            assertEquals(1, budgets, name);
        }
    }

    @Test
    void everyPodIsConfinedAndHasTheTimeToDrain() {
        int user = Integer.parseInt(Dockerfile.parse(Deployed.read(Path.of("Dockerfile")))
                .last()
                .last("USER")
                .text()
                .split(":")[0]);
        for (JsonNode deployment : deployments()) {
            JsonNode pod = pod(deployment);
            JsonNode container = container(deployment);
            assertAll(
                    at(deployment, "metadata.name").asText(),
                    () -> assertTrue(at(pod, "securityContext.runAsNonRoot").asBoolean()),
                    () -> assertEquals(
                            user, at(pod, "securityContext.runAsUser").intValue(), "the image's user"),
                    () -> assertEquals(
                            "RuntimeDefault",
                            at(pod, "securityContext.seccompProfile.type").asText()),
                    () -> assertEquals(
                            "false", pod.path("automountServiceAccountToken").asText()),
                    () -> assertTrue(pod.path("terminationGracePeriodSeconds").intValue() > STOP_SECONDS),
                    () -> assertEquals(
                            "false",
                            at(container, "securityContext.allowPrivilegeEscalation")
                                    .asText()),
                    () -> assertTrue(at(container, "securityContext.readOnlyRootFilesystem")
                            .asBoolean()),
                    () -> assertEquals(List.of("ALL"), texts(at(container, "securityContext.capabilities.drop"))),
                    () -> assertEquals(1, pod.path("containers").size()),
                    () -> assertTrue(
                            stream(container.path("volumeMounts"))
                                    .anyMatch(
                                            it -> it.path("mountPath").asText().equals("/tmp")),
                            "somewhere to write"),
                    () -> assertTrue(
                            at(container, "resources.limits.memory").asText().endsWith("i")),
                    () -> assertTrue(
                            at(container, "resources.requests.memory").asText().endsWith("i")));
        }
    }

    /** What the pod is given, with what only the cluster knows put in. */
    private AppConfig settings(JsonNode deployment) {
        Map<String, String> environment = new TreeMap<>();
        for (JsonNode variable : container(deployment).path("env")) {
            String name = variable.path("name").asText();
            assertTrue(name.startsWith("TICKTIDE__"), name);
            environment.put(name, variable.has("value") ? variable.path("value").textValue() : "given");
        }
        return Deployed.settings(
                one("ConfigMap").path("data").path("ticktide.yaml").textValue(), environment);
    }

    private static JsonNode variable(JsonNode deployment, String name) {
        return stream(container(deployment).path("env"))
                .filter(it -> it.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The deployments whose pods carry all of these labels. */
    private List<JsonNode> selected(JsonNode labels) {
        assertFalse(labels.isEmpty(), "an empty selector would select everything");
        return deployments().stream()
                .filter(it -> labels.properties().stream().allMatch(label -> label.getValue()
                        .equals(at(it, "spec.template.metadata.labels").path(label.getKey()))))
                .toList();
    }

    private static Map<String, Integer> ports(JsonNode deployment) {
        Map<String, Integer> ports = new TreeMap<>();
        container(deployment)
                .path("ports")
                .forEach(port -> ports.put(
                        port.path("name").asText(), port.path("containerPort").intValue()));
        return ports;
    }

    private List<JsonNode> deployments() {
        return all("Deployment");
    }

    private JsonNode one(String kind) {
        List<JsonNode> found = all(kind);
        assertEquals(1, found.size(), kind);
        return found.get(0);
    }

    private List<JsonNode> all(String kind) {
        return manifests.stream().filter(it -> kind(it).equals(kind)).toList();
    }

    private static String kind(JsonNode manifest) {
        return manifest.path("kind").asText();
    }

    private static JsonNode pod(JsonNode deployment) {
        return at(deployment, "spec.template.spec");
    }

    private static JsonNode container(JsonNode deployment) {
        return pod(deployment).path("containers").path(0);
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static Set<String> fieldNames(JsonNode node) {
        Set<String> names = new HashSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode kustomization() {
        return Deployed.documents(FOLDER.resolve("kustomization.yaml")).get(0);
    }

    private static List<JsonNode> manifests() {
        return files().stream()
                .flatMap(file -> Deployed.documents(FOLDER.resolve(file)).stream())
                .toList();
    }

    private static Set<String> files() {
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
    private static void validate(JsonNode manifest) {
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
