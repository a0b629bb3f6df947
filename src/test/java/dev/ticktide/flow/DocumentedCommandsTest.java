package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ticktide.app.KnownCommands;
import dev.ticktide.testing.Markdown;
import dev.ticktide.testing.ShellLine;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every configuration and command in README and docs, tried as a reader would: configurations are started with, requests sent,
 * commands run, all at one server. What takes minutes, installs something or needs another machine is at least taken apart by the
 * program that would run it. A block that is none of these fails, unless it is listed here with the reason.
 */
class DocumentedCommandsTest {

    /** Blocks that are no input of any program, by how they begin. */
    private static final Map<String, String> PICTURES = Map.of(
            "generator, any client", "README's picture of the flow",
            "POST /ingest ─▶", "flow.md's picture of the flow",
            "{ symbol, timeframe, bar:", "the form of an answer; ApiDescriptionTest holds answers against openapi.json",
            "{ self: ", "the form of an answer, likewise",
            "{ feed: ", "the form of an answer, likewise");

    /** Programs that can't run here; each of their files and options has a test of its own. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "docker", "no container engine; DockerfileTest and ComposeTest replay and check its files",
            "kubectl", "no cluster; KubernetesTest holds its files against the schemas",
            "cd", "belongs to the docker command behind it",
            "cp", "belongs to the docker command behind it; ComposeTest reads .env.example",
            "pg_dump", "held against what ./ticktide backup says, below",
            "pg_restore", "held against what ./ticktide restore says, below");

    /** What starts and goes on running: looked at with its settings, and started once for all. */
    private static final Set<String> SERVERS = Set.of("demo", "start", "join");

    /** What installs packages, or takes minutes: its command line only. */
    private static final Set<String> LONG = Set.of("test", "bench", "stats", "pictures");

    private static final long LIMIT_SECONDS = 20;

    @TempDir
    static Path folder;

    private static final TicktideProcess.Runner RUNNER = new TicktideProcess.Runner();
    private static final List<Path> CONFIGURATIONS = new ArrayList<>();
    private static Map<Path, Markdown> documents = Map.of();
    private static TicktideProcess server;

    @BeforeAll
    static void start() throws IOException {
        documents = new LinkedHashMap<>();
        try (Stream<Path> found = Files.list(Path.of("docs"))) {
            for (Path file : Stream.concat(
                            Stream.of(
                                    Path.of("README.md"), Path.of("deploy/README.md"), Path.of("generator/README.md")),
                            found.filter(each -> each.toString().endsWith(".md"))
                                    .sorted())
                    .toList()) {
                documents.put(file, Markdown.read(file));
            }
        }
        List<String> arguments = new ArrayList<>();
        for (Markdown.Block block :
                blocks().filter(each -> each.kind().equals("yaml")).toList()) {
            Path file = Files.writeString(folder.resolve("block-" + CONFIGURATIONS.size() + ".yaml"), block.text());
            CONFIGURATIONS.add(file);
            arguments.addAll(List.of("-c", file.toString()));
        }
        server = RUNNER.start(folder, "start", Ports.free(), arguments.toArray(String[]::new));
        Files.writeString(folder.resolve("AAPL.csv"), """
                Date,Open,High,Low,Close,Volume
                2024-01-02,187.15,188.44,183.89,185.64,82488700
                2024-01-03,184.22,185.88,183.43,184.25,58414500
                """);
        System.setProperty("ticktide.caller", folder.toString());
    }

    @AfterAll
    static void stop() {
        System.clearProperty("ticktide.caller");
        RUNNER.close();
    }

    private static Stream<Markdown.Block> blocks() {
        return documents.values().stream().flatMap(each -> each.blocks().stream());
    }

    @TestFactory
    Stream<DynamicTest> everyBlockWorks() {
        return blocks().map(block -> dynamicTest(block.place(), () -> tryOut(block)));
    }

    @TestFactory
    Stream<DynamicTest> everyCommandWithinASentenceIsOne() {
        return documents.values().stream()
                .flatMap(each -> each.spans().stream())
                .filter(span -> span.text().contains("./ticktide ")
                        || span.text().startsWith("TICKTIDE__")
                        || span.text().startsWith("--set "))
                .map(span -> dynamicTest(span.place() + " " + span.text(), () -> {
                    String line = span.text().startsWith("--set ") ? "./ticktide start " + span.text() : span.text();
                    for (ShellLine command : ShellLine.parse(line)) {
                        if (command.words().isEmpty()) {
                            requireUsable(command);
                        } else {
                            assertEquals("./ticktide", command.program());
                            String problem = KnownCommands.problem(command.arguments());
                            // A sentence may name a command without what it works on.
                            assertTrue(problem.isEmpty() || problem.startsWith("Missing required parameter"), problem);
                            requireUsable(command);
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> theServerStartedWithEveryConfiguration() {
        return CONFIGURATIONS.stream()
                .map(file -> dynamicTest(
                        file.getFileName().toString(),
                        () -> KnownCommands.requireUsable(List.of(file), Map.of(), Map.of())));
    }

    private static void tryOut(Markdown.Block block) throws Exception {
        if (block.kind().equals("yaml")) {
            assertEquals(200, server.fetch("/health/ready").statusCode(), "ready with it");
            return;
        }
        if (block.kind().startsWith("tide") || block.kind().equals("ebnf")) {
            // LanguageDocTest and GrammarDocTest run these.
            return;
        }
        String first = block.text().strip();
        if (PICTURES.keySet().stream().anyMatch(first::startsWith)) {
            return;
        }
        List<ShellLine> commands = ShellLine.parse(block.text());
        assertTrue(!commands.isEmpty(), "neither configuration nor commands: " + first);
        for (ShellLine command : commands) {
            tryOut(block, command);
        }
    }

    private static void tryOut(Markdown.Block block, ShellLine command) throws Exception {
        switch (command.program()) {
            case "./ticktide" -> ticktide(command);
            case "curl" -> curl(command);
            case "python3", "./manage.sh" -> generator(block, command);
            default ->
                assertTrue(
                        ELSEWHERE.containsKey(command.program()),
                        () -> command + " is nothing this test knows how to try: teach it, or list it with a reason");
        }
        if (command.program().startsWith("pg_")) {
            postgresTool(command);
        }
    }

    private static void ticktide(ShellLine command) {
        assertEquals("", KnownCommands.problem(command.arguments()), () -> "the command line " + command);
        String name = command.words().get(1);
        if (SERVERS.contains(name)) {
            requireUsable(command);
        } else if (!LONG.contains(name)) {
            List<String> arguments = new ArrayList<>();
            for (String word : command.arguments()) {
                arguments.add(word.replaceFirst("^/backups", folder.toString()));
            }
            String data = name.equals("restore") ? "restored-" + System.nanoTime() + ".db" : "ticktide.db";
            arguments.addAll(List.of("--data", folder.resolve(data).toString()));
            if (name.equals("ingest")) {
                arguments.addAll(
                        List.of("--set", "ingest.port=" + server.ports().ingest()));
            }
            KnownCommands.run(arguments.toArray(String[]::new));
        }
    }

    private static void requireUsable(ShellLine command) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> words = command.words();
        for (int i = 0; i + 1 < words.size(); i++) {
            if (words.get(i).equals("--set")) {
                String[] parts = words.get(i + 1).split("=", 2);
                values.put(parts[0], parts[1]);
            }
        }
        KnownCommands.requireUsable(List.of(), command.environment(), values);
    }

    private static void curl(ShellLine command) throws IOException, InterruptedException {
        HttpRequest.Builder request = null;
        String method = "GET";
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.noBody();
        List<String[]> headers = new ArrayList<>();
        List<String> words = command.words();
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            switch (word) {
                case "-H" -> headers.add(words.get(++i).split(": ", 2));
                case "-d", "--data-binary" -> {
                    method = "POST";
                    body = HttpRequest.BodyPublishers.ofString(words.get(++i));
                }
                case "-X" -> method = words.get(++i);
                case "-s", "-i" -> {}
                default -> {
                    assertTrue(
                            word.startsWith("http://127.0.0.1:"), () -> "an option this test does not know: " + word);
                    request = HttpRequest.newBuilder(URI.create(
                            word.replace(":5000", ":" + server.ports().ingest())
                                    .replace(":8080", ":" + server.ports().web())));
                }
            }
        }
        HttpRequest.Builder made = request.method(method, body);
        headers.forEach(header -> made.header(header[0], header[1]));
        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(made.build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer::body);
    }

    private static void generator(Markdown.Block block, ShellLine command) throws Exception {
        List<String> line = new ArrayList<>(command.words());
        String last = line.get(line.size() - 1);
        boolean isStart = command.words().contains("start");
        if (!last.equals("unittest") && (command.program().equals("python3") || isStart)) {
            line.addAll(List.of("--url", "http://127.0.0.1:" + server.ports().ingest() + "/ingest"));
            if (!isStart) {
                line.addAll(List.of("--count", "3"));
            }
        }
        boolean isHome = block.place().startsWith("generator");
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.directory(Path.of(isHome ? "generator" : ".").toFile());
        builder.environment().put("TICKTIDE_RUN", folder.toString());
        Path said = folder.resolve("generator-" + System.nanoTime() + ".txt");
        Process process = builder.redirectOutput(said.toFile()).start();
        assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), () -> "does not end: " + line);
        assertEquals(0, process.exitValue(), Files.readString(said));
    }

    /** Tools of PostgreSQL are documented as the program itself says they are to be called. */
    private static void postgresTool(ShellLine command) {
        String name = command.program().equals("pg_dump") ? "backup" : "restore";
        String file = folder.resolve("ticktide.dump").toString();
        String url = "postgresql://ticktide@db.example.org:5432/ticktide";
        AssertionError refusal = null;
        try {
            KnownCommands.run(name, file, "--set", "store.url=" + url);
        } catch (AssertionError e) {
            refusal = e;
        }
        String expected = String.join(" ", command.words()).replace("ticktide.dump", file);
        assertTrue(refusal != null && refusal.getMessage().contains(expected), () -> name + " names another command");
    }
}
