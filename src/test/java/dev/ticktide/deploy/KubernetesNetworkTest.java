package dev.ticktide.deploy;

import static dev.ticktide.deploy.Deployed.at;
import static dev.ticktide.deploy.Deployed.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.app.config.AppConfig;
import dev.ticktide.cluster.ClusterConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who reaches which port in Kubernetes. */
class KubernetesNetworkTest extends KubernetesManifests {

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
}
