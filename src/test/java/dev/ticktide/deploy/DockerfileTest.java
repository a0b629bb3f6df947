package dev.ticktide.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.ticktide.deploy.Dockerfile.Stage;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image, as far as it can be held to its promises without a container engine. */
class DockerfileTest {

    private static final Duration QUICK = Duration.ofSeconds(10);
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);
    /** What an orchestrator is told to wait; the process itself takes up to 25 s. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private static final int ENDED_BY_SIGTERM = 143;

    private final Dockerfile dockerfile = Dockerfile.parse(read("Dockerfile"));

    @TempDir
    Path folder;

    @Test
    void theBuildCommandsMakeAnImageThatStartsUnprivilegedSaysThatItIsHealthyAndStopsInGoodOrder() throws Exception {
        assumeFalse(System.getProperty("ticktide.fast") != null, "left out by -Dticktide.fast");
        // Another user must get to what lies in here.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        ImageReplay image = new ImageReplay(dockerfile, context(), folder);
        Path root = image.build();
        Path app = root.resolve("app");
        Path data = root.resolve("data");
        if (!ImageReplay.isRoot()) {
            withoutWritePermission(app);
        }
        List<String> before = files(app);

        Map<String, String> variables = variables(image);
        List<String> health = image.mapped(
                dockerfile.last().last("HEALTHCHECK").healthCommand().exec());
        assertNotEquals(0, Shell.run(root, variables, health, QUICK).code(), "healthy before it runs");

        Path log = folder.resolve("log.txt");
        Process process = Shell.command(root, variables, asTheImagesUser(command(image)))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            Await.until(
                    "the health check",
                    READY_LIMIT,
                    () -> process.isAlive()
                                    && Shell.run(root, variables, health, QUICK).code() != 0
                            ? "it said " + tail(log)
                            : "done",
                    "done"::equals);
            assertTrue(process.isAlive(), () -> "ended instead of starting:\n" + tail(log));
            assertTrue(process.info().command().orElse("").endsWith("/java"), "process 1 is the JVM");

            process.destroy();
            assertTrue(process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS), () -> "still runs:\n" + tail(log));
        } finally {
            // Whatever a launcher that does not end in exec would leave.
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertEquals(ENDED_BY_SIGTERM, process.exitValue(), () -> tail(log));
        assertFalse(Files.readString(log).contains("Stopping was not clean"), () -> tail(log));
        assertFalse(Files.readString(log).contains("No such file"), () -> tail(log));
        assertNotEquals(0, Shell.run(root, variables, health, QUICK).code(), "healthy after it ended");
        assertTrue(Files.isRegularFile(data.resolve("ticktide.db")), "the data is in the volume");
        assertEquals(before, files(app), "the image's own files are as they were");
    }

    @Test
    void theImageRunsAsANumberedUserThatIsNotRootWithItsDataInAVolume() {
        Stage last = dockerfile.last();
        assertTrue(
                last.last("USER").text().matches("[1-9]\\d{3,}:[1-9]\\d{3,}"),
                last.last("USER").text());
        assertEquals("/data", last.last("VOLUME").text());
        assertEquals("/app/ticktide", last.last("ENTRYPOINT").exec().get(0));
        assertEquals("5000 8080", last.last("EXPOSE").text());
    }

    @Test
    void everyBaseImageIsPinnedToAVersionAndTheLastOneHoldsNoCompiler() {
        for (Stage stage : dockerfile.stages()) {
            assertTrue(stage.image().matches("[a-z-]+:\\d+\\.\\d+\\.\\d+[\\w.-]*"), stage.image());
        }
        assertTrue(
                dockerfile.last().image().contains("-jre-"), dockerfile.last().image());
    }

    @Test
    void onlyWhatTheImageIsMadeOfIsSentToTheBuild() {
        ContextFilter filter = new ContextFilter(read(".dockerignore"));
        for (String path :
                List.of("pom.xml", ".mvn/jvm.config", "ticktide", "src/main/java/A.java", "webroot/app.js")) {
            assertTrue(filter.admits(path), path);
        }
        for (String path : List.of(
                ".git/config",
                "data/ticktide.db",
                "deploy/.env",
                "src/test/java/A.java",
                "target/ticktide-0.1.0.jar",
                "webroot/node_modules/a/b.js")) {
            assertFalse(filter.admits(path), path);
        }
    }

    @Test
    void whatTheParserDoesNotKnowItRefuses() {
        for (String text : List.of(
                "FROM a:1\nADD a b\n",
                "FROM a\nRUN b\n",
                "RUN b\n",
                "FROM a:1\nRUN b \\\n",
                "FROM a:1\nONBUILD RUN b\n")) {
            assertThrows(IllegalArgumentException.class, () -> Dockerfile.parse(text), text);
        }
        for (String text : List.of("COPY --chmod=755 a b", "COPY $A b", "ENTRYPOINT java", "HEALTHCHECK NONE")) {
            Stage stage = Dockerfile.parse("FROM a:1\n" + text + "\n").last();
            assertThrows(IllegalArgumentException.class, () -> DockerfileTest.read(stage), text);
        }
        assertThrows(IllegalArgumentException.class, () -> new ContextFilter("*.log"));
    }

    private static void read(Stage stage) {
        Dockerfile.Instruction instruction = stage.instructions().get(0);
        switch (instruction.kind()) {
            case "COPY" -> instruction.copy();
            case "HEALTHCHECK" -> instruction.healthCommand();
            default -> instruction.exec();
        }
    }

    /** What git knows of and .dockerignore lets through, in a folder of its own. */
    private Path context() throws IOException {
        ContextFilter filter = new ContextFilter(read(".dockerignore"));
        Path context = folder.resolve("context");
        Shell.Result tracked = Shell.run(Path.of("."), Map.of(), List.of("git", "ls-files"), QUICK);
        assertEquals(0, tracked.code(), tracked::output);
        for (String path : tracked.output().lines().filter(filter::admits).toList()) {
            // A file that was deleted stays tracked until that is committed.
            if (Files.exists(Path.of(path))) {
                ImageReplay.copyTree(Path.of(path), context.resolve(path));
            }
        }
        return context;
    }

    private Map<String, String> variables(ImageReplay image) throws IOException {
        Path tmp = Files.createDirectory(folder.resolve("tmp"));
        Files.setPosixFilePermissions(tmp, PosixFilePermissions.fromString("rwxrwxrwx"));
        Ports ports = Ports.free();
        Map<String, String> variables = new HashMap<>(image.variables());
        variables.put("TICKTIDE__WEB__PORT", String.valueOf(ports.web()));
        variables.put("TICKTIDE__INGEST__PORT", String.valueOf(ports.ingest()));
        // Stands for the container's own /tmp; a numbered user has no home.
        variables.put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + tmp);
        variables.put("HOME", "/");
        return variables;
    }

    private List<String> command(ImageReplay image) {
        List<String> command =
                new ArrayList<>(dockerfile.last().last("ENTRYPOINT").exec());
        command.addAll(dockerfile.last().last("CMD").exec());
        return image.mapped(command);
    }

    /** Without capabilities and without a way to new ones, as compose.yaml and the manifests have it; only root can do that. */
    private List<String> asTheImagesUser(List<String> command) {
        if (!ImageReplay.isRoot()) {
            return command;
        }
        String[] ids = dockerfile.last().last("USER").text().split(":");
        List<String> line = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + ids[0],
                "--regid=" + ids[1],
                "--clear-groups",
                "--inh-caps=-all",
                "--bounding-set=-all",
                "--no-new-privs"));
        line.addAll(command);
        return line;
    }

    private static void withoutWritePermission(Path app) throws IOException {
        try (Stream<Path> paths = Files.walk(app)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
                permissions.remove(PosixFilePermission.OWNER_WRITE);
                Files.setPosixFilePermissions(path, permissions);
            }
        }
    }

    private static List<String> files(Path app) throws IOException {
        try (Stream<Path> paths = Files.walk(app)) {
            return paths.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .map(path -> path + " " + path.toFile().length() + " "
                            + path.toFile().lastModified())
                    .sorted()
                    .toList();
        }
    }

    private static String tail(Path log) {
        List<String> lines = read(log.toString()).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
