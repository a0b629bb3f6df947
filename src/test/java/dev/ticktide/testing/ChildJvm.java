package dev.ticktide.testing;

import dev.ticktide.app.Main;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How tests run Ticktide in a process of its own: from one jar made of the classes under test, with an archive of its loaded
 * classes (class data sharing). A node then starts in about half the time, and there are hundreds of starts. Both files are made by
 * the first test that needs them and are named after the classes, so that changed ones get new files.
 */
public final class ChildJvm {

    private static final Path CLASSES = Path.of("target/classes");
    private static final Path FOLDER = Path.of("target/child");
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration EXIT = Duration.ofSeconds(60);

    private static List<String> arguments = List.of();

    private ChildJvm() {}

    /** The java of this process. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The flags, the class path and the main class: what stands in a command before Ticktide's own arguments. */
    public static synchronized List<String> main() {
        if (arguments.isEmpty()) {
            try {
                arguments = prepare();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return arguments;
    }

    private static List<String> prepare() throws IOException {
        Files.createDirectories(FOLDER);
        try (FileChannel channel =
                FileChannel.open(FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // The test run has two JVMs, which would make them at the same moment. Closing the channel ends the lock.
            channel.lock();
            String name = Integer.toHexString(fingerprint());
            Path jar = FOLDER.resolve("ticktide-" + name + ".jar").toAbsolutePath();
            if (!Files.exists(jar)) {
                makeJar(jar);
            }
            List<String> main = List.of("-cp", classPath(jar), Main.class.getName());
            Path archive = FOLDER.resolve(
                            "ticktide-" + name + "-" + Runtime.version().feature() + ".jsa")
                    .toAbsolutePath();
            if (!Files.exists(archive)) {
                makeArchive(archive, main);
            }
            List<String> all =
                    new ArrayList<>(List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:cds=off"));
            all.add("-Xlog:cds+dynamic=off");
            all.addAll(main);
            return all;
        }
    }

    private static int fingerprint() throws IOException {
        int hash = 1;
        for (Path file : files()) {
            hash = 31 * hash + file.hashCode();
            hash = 31 * hash + Long.hashCode(Files.getLastModifiedTime(file).toMillis());
        }
        return hash;
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(CLASSES)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void makeJar(Path jar) throws IOException {
        Path unfinished = jar.resolveSibling(jar.getFileName() + ".part");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(unfinished))) {
            for (Path file : files()) {
                out.putNextEntry(new JarEntry(CLASSES.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        Files.move(unfinished, jar);
    }

    private static String classPath(Path jar) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator, jar + File.pathSeparator, ""));
    }

    /** Of the classes that a node of a cluster has loaded when it is ready; written as it ends. */
    private static void makeArchive(Path archive, List<String> main) throws IOException {
        Path folder = Files.createTempDirectory("ticktide-archive");
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx400m",
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off",
                "-XX:ArchiveClassesAtExit=" + archive));
        command.addAll(main);
        int port = freePort();
        command.addAll(List.of(
                "start", "--cluster", "--data", folder.resolve("ticktide.db").toString()));
        command.addAll(List.of(
                "--set",
                "web.port=" + freePort(),
                "--set",
                "ingest.port=" + freePort(),
                "--set",
                "cluster.name=" + folder.getFileName()));
        command.addAll(
                List.of("--set", "cluster.port=" + port, "--set", "cluster.members=[\"127.0.0.1:" + port + "\"]"));
        Path out = folder.resolve("out.txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
        try {
            Await.until(
                    "a node to be ready",
                    READY,
                    () -> read(out),
                    text -> text.contains("is ready") || !process.isAlive());
            if (!process.isAlive()) {
                throw new IllegalStateException("ended early: " + read(folder.resolve("err.txt")));
            }
            process.destroy();
            if (!process.waitFor(EXIT.toMillis(), TimeUnit.MILLISECONDS) || !Files.exists(archive)) {
                throw new IllegalStateException(
                        "no archive of classes was made: " + read(out) + read(folder.resolve("err.txt")));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
