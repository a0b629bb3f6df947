package dev.ticktide.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ticktide.cluster.Role;
import dev.ticktide.crash.ChildProcess.Ports;
import dev.ticktide.crash.ChildProcess.Setup;
import dev.ticktide.testing.Contract;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Nodes in processes of their own on this machine, over one store. A node that is started again keeps its ports. */
public final class Cluster implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    static final String ALL_ROLES = "all";

    private static final List<String> QUICK_TO_START = List.of("-XX:TieredStopAtLevel=1");

    private final List<Setup> setups = new ArrayList<>();
    private final List<ChildProcess> nodes = new ArrayList<>();

    /**
     * Starts all nodes at the same moment and waits until they are ready.
     *
     * @param store arguments that say where the data are
     */
    Cluster(Path folder, int size, Path data, List<String> store) {
        this(folder, size, data, QUICK_TO_START, store);
    }

    /**
     * As above.
     *
     * @param roles the roles of each node
     */
    Cluster(Path folder, List<String> roles, Path data, List<String> store) {
        this(folder, roles, data, QUICK_TO_START, store);
    }

    /**
     * As above.
     *
     * @param jvm further flags for the nodes' JVMs
     */
    public Cluster(Path folder, int size, Path data, List<String> jvm, List<String> store) {
        this(folder, Collections.nCopies(size, ALL_ROLES), data, jvm, store);
    }

    private Cluster(Path folder, List<String> roles, Path data, List<String> jvm, List<String> store) {
        String name = "test-" + UUID.randomUUID();
        int port = ThreadLocalRandom.current().nextInt(10_000, 14_000);
        for (int i = 0; i < roles.size(); i++) {
            List<String> arguments = new ArrayList<>(List.of("--cluster"));
            if (!roles.get(i).equals(ALL_ROLES)) {
                arguments.addAll(List.of("--roles", roles.get(i)));
            }
            arguments.addAll(List.of("--set", "cluster.name=" + name, "--set", "cluster.port=" + port));
            arguments.addAll(List.of(
                    "--set",
                    "cluster.members=[\"127.0.0.1:" + port + "\",\"127.0.0.1:" + (port + 1) + "\",\"127.0.0.1:"
                            + (port + 2) + "\",\"127.0.0.1:" + (port + 3) + "\"]"));
            arguments.addAll(store);
            setups.add(new Setup(data, folder.resolve("node-" + i + ".log"), Ports.free(), List.of(), jvm, arguments));
        }
        start();
    }

    /** Starts nodes that were made up elsewhere. */
    Cluster(List<Setup> setups) {
        this.setups.addAll(setups);
        start();
    }

    private void start() {
        setups.forEach(setup -> nodes.add(ChildProcess.start(setup)));
        try {
            nodes.forEach(ChildProcess::awaitReady);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    public int size() {
        return nodes.size();
    }

    /** The port that takes data. */
    public int ingestPort(int index) {
        return ports(index).ingest();
    }

    /** Where a node's pages are. */
    public String webUrl(int index) {
        return ports(index).webUrl();
    }

    public long pid(int index) {
        return nodes.get(index).pid();
    }

    public void kill(int index) {
        nodes.get(index).kill();
    }

    public void signal(int index, String name) {
        nodes.get(index).signal(name);
    }

    public void awaitReady(int index) {
        nodes.get(index).awaitReady();
    }

    /** Adds a node; does not wait until it is ready. */
    public void join() {
        join(List.of());
    }

    /** Adds a node that differs from the others by further arguments; does not wait until it is ready. */
    void join(List<String> further) {
        List<String> arguments = new ArrayList<>(setups.get(0).arguments());
        arguments.addAll(further);
        start(List.of(), arguments);
    }

    /** Adds a node that is run by another command; does not wait until it is ready. */
    void joinUnder(List<String> command) {
        start(command, setups.get(0).arguments());
    }

    private void start(List<String> prefix, List<String> arguments) {
        Setup like = setups.get(0);
        Path log = like.log().resolveSibling("node-" + setups.size() + ".log");
        Setup setup = new Setup(like.data(), log, Ports.free(), prefix, like.jvm(), arguments);
        setups.add(setup);
        nodes.add(ChildProcess.start(setup));
    }

    /** Adds a node with other roles, where the first was given {@code --roles}; does not wait until it is ready. */
    void join(String roles) {
        List<String> arguments = new ArrayList<>(setups.get(0).arguments());
        arguments.set(arguments.indexOf("--roles") + 1, roles);
        start(List.of(), arguments);
    }

    ChildProcess node(int index) {
        return nodes.get(index);
    }

    List<ChildProcess> nodes() {
        return List.copyOf(nodes);
    }

    Ports ports(int index) {
        return setups.get(index).ports();
    }

    List<URI> ingestUrls() {
        return setups.stream()
                .filter(setup ->
                        !setup.arguments().contains("--roles") || roles(setup).contains(Role.INGEST.label()))
                .map(setup -> URI.create(setup.ports().ingestUrl()))
                .toList();
    }

    private static List<String> roles(Setup setup) {
        return List.of(
                setup.arguments().get(setup.arguments().indexOf("--roles") + 1).split(","));
    }

    /** Starts a node again that has ended; does not wait. */
    public void startAgain(int index) {
        nodes.set(index, ChildProcess.start(setups.get(index)));
    }

    /** What a node says of the cluster. */
    public JsonNode state(int index) throws IOException, InterruptedException {
        return JSON.readTree(get(index, "/api/v1/cluster").body());
    }

    public HttpResponse<String> get(int index, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(ports(index).webUrl() + path))
                        .timeout(Duration.ofSeconds(5))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        Contract.STANDARD.check(Contract.Asked.get(path), answer);
        return answer;
    }

    public HttpResponse<String> post(int index, String json, Duration patience)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(ports(index).ingestUrl()))
                        .timeout(patience)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        Contract.STANDARD.check(new Contract.Asked("POST", "/ingest", "application/json", json), answer);
        return answer;
    }

    /** The partitions of a stage that the database gives to the process of a node, as another node tells. */
    public Set<Integer> owned(int asked, int index, String stage) throws IOException, InterruptedException {
        return owned(asked, id(asked, index), stage);
    }

    /** The same for what was known under an id, also if it is no more. */
    Set<Integer> owned(int asked, String id, String stage) throws IOException, InterruptedException {
        Set<Integer> owned = new TreeSet<>();
        for (JsonNode row : state(asked).get("owners").get(stage)) {
            if (row.get("node").asText().equals(id)) {
                owned.add(row.get("partition").asInt());
            }
        }
        return owned;
    }

    /** What another node calls the process of a node; empty if it does not know it. */
    String id(int asked, int index) throws IOException, InterruptedException {
        for (JsonNode each : state(asked).get("nodes")) {
            if (each.get("pid").asLong() == nodes.get(index).pid()) {
                return each.get("node").asText();
            }
        }
        return "";
    }

    /** A metric of a node, summed over its labels; 0 if it is not there. */
    public double metric(int index, String name) throws IOException, InterruptedException {
        double sum = 0;
        for (String line : get(index, "/metrics").body().split("\n")) {
            if (line.startsWith(name + "{") || line.startsWith(name + " ")) {
                sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return sum;
    }

    @Override
    public void close() {
        nodes.forEach(ChildProcess::close);
    }
}
