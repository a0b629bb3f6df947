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
import dev.ticktide.app.config.AppConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** deploy/kubernetes: what a cluster would refuse, and what it would take and never make work. */
class KubernetesTest extends KubernetesManifests {

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
}
