package dev.ticktide.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The real program in a process of its own, started from the classes under test. */
public final class TicktideProcess {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final Process process;
    private final Path out;
    private final Path err;
    private final Ports ports;
    private final Contract contract;

    private TicktideProcess(Process process, Path out, Path err, Ports ports, Contract contract) {
        this.process = process;
        this.out = out;
        this.err = err;
        this.ports = ports;
        this.contract = contract;
    }

    /** Where a process listens; kept apart so that a second run can take the place of the first. */
    public record Ports(int web, int ingest) {

        public static Ports free() {
            try (ServerSocket web = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ServerSocket ingest = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return new Ports(web.getLocalPort(), ingest.getLocalPort());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Ends, after each test or when closed, whatever was started with it and left running. */
    public static final class Runner implements AfterEachCallback, AutoCloseable {

        private final List<TicktideProcess> started = new ArrayList<>();
        private List<String> prefix = List.of();
        private String heap = "-Xmx384m";
        private List<String> main = List.of();
        private Contract contract = Contract.STANDARD;

        /** For what is started from now on: the command that runs it, and its heap. */
        public Runner with(List<String> command, String heapFlag) {
            prefix = command;
            heap = heapFlag;
            return this;
        }

        /** For what is started from now on: compiled classes, and maybe a contract, that come before those under test. */
        public Runner before(Path classes) throws IOException {
            Path description = classes.resolve("openapi.yaml");
            if (Files.exists(description)) {
                contract = Contract.read(description.toUri().toURL());
            }
            main = new ArrayList<>(ChildJvm.main());
            int at = main.indexOf("-cp") + 1;
            main.set(at, classes + File.pathSeparator + main.get(at));
            return this;
        }

        /** Starts {@code command} on these ports, its data in {@code folder} unless {@code more} says otherwise; does not wait. */
        public TicktideProcess launch(Path folder, String command, Ports ports, String... more) {
            List<String> line = new ArrayList<>(prefix);
            line.addAll(List.of(
                    ChildJvm.java(),
                    "-XX:+IgnoreUnrecognizedVMOptions",
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    heap,
                    "-XX:+ExitOnOutOfMemoryError"));
            line.addAll(main.isEmpty() ? ChildJvm.main() : main);
            line.addAll(List.of(command, "--set", "web.port=" + ports.web(), "--set", "ingest.port=" + ports.ingest()));
            line.addAll(List.of(more));
            if (!line.contains("--data")) {
                line.addAll(List.of("--data", folder.resolve("ticktide.db").toString()));
            }
            Path out = folder.resolve("stdout-" + started.size() + ".txt");
            Path err = folder.resolve("stderr-" + started.size() + ".txt");
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
            // The developer's own settings and flags are not what is tested.
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("TICKTIDE__") || name.equals("JAVA_TOOL_OPTIONS"));
            try {
                TicktideProcess process = new TicktideProcess(builder.start(), out, err, ports, contract);
                started.add(process);
                return process;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** As {@link #launch}, and waits until it says that it is ready. */
        public TicktideProcess start(Path folder, String command, Ports ports, String... more) {
            return launch(folder, command, ports, more).awaitReady();
        }

        @Override
        public void afterEach(ExtensionContext context) {
            close();
        }

        @Override
        public void close() {
            started.forEach(TicktideProcess::kill9);
        }
    }

    public Ports ports() {
        return ports;
    }

    public String webUrl() {
        return "http://127.0.0.1:" + ports.web();
    }

    public String stdout() {
        return read(out);
    }

    /** The log, too. */
    public String stderr() {
        return read(err);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    TicktideProcess awaitReady() {
        Await.until(
                "the line \"is ready\"",
                START_LIMIT,
                () -> stdout() + stderr(),
                output -> output.contains("is ready") || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError("ended with " + process.exitValue() + " instead of starting: " + stderr());
        }
        return this;
    }

    /** The exit code. */
    public int awaitExit(Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw new AssertionError(
                    "still running after " + limit + "; stdout: " + stdout() + "; stderr: " + stderr());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the end of the process", e);
        }
    }

    /** SIGTERM; does not wait. */
    public void terminate() {
        process.destroy();
    }

    /** SIGKILL, and waits until it has struck. */
    public void kill9() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(10));
    }

    /** What the REST interface answers; fails unless that is a 200. */
    public JsonNode get(String path) {
        HttpResponse<String> answer = fetch(path);
        if (answer.statusCode() != 200) {
            throw new AssertionError("GET " + path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException("GET " + path + " answered " + answer.body(), e);
        }
    }

    public HttpResponse<String> fetch(String path) {
        return send(HttpRequest.newBuilder(URI.create(webUrl() + path)), Contract.Asked.get(path));
    }

    /** Posts JSON to /ingest. */
    public HttpResponse<String> post(String json) {
        return post("", json);
    }

    /**
     * The same with parameters.
     *
     * @param query with its question mark; empty for none
     */
    public HttpResponse<String> post(String query, String json) {
        String path = "/ingest" + query;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.ingest() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        return send(request, new Contract.Asked("POST", path, "application/json", json));
    }

    private HttpResponse<String> send(HttpRequest.Builder request, Contract.Asked asked) {
        try {
            HttpResponse<String> answer =
                    CLIENT.send(request.timeout(REQUEST_LIMIT).build(), HttpResponse.BodyHandlers.ofString());
            contract.check(asked, answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for an answer", e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
