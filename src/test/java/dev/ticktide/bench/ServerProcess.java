package dev.ticktide.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real program as a child process, with the discard endpoint on. */
final class ServerProcess implements AutoCloseable {

    final int ingestPort;
    final int webPort;
    final double readySeconds;
    private final Process process;

    private ServerProcess(Process process, int ingestPort, int webPort, double readySeconds) {
        this.process = process;
        this.ingestPort = ingestPort;
        this.webPort = webPort;
        this.readySeconds = readySeconds;
    }

    static ServerProcess start(Path folder, String heap, String... settings) throws IOException {
        int ingestPort = freePort();
        int webPort = freePort();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx" + heap,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.ticktide.app.Main",
                "start",
                "--data",
                folder.resolve("bench.db").toString()));
        List<String> all =
                new ArrayList<>(List.of("ingest.port=" + ingestPort, "web.port=" + webPort, "ingest.bench=true"));
        all.addAll(List.of(settings));
        all.forEach(setting -> command.addAll(List.of("--set", setting)));
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("server.log").toFile())
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line;
        do {
            line = out.readLine();
            if (line == null) {
                throw new IOException("the server ended: " + Files.readString(folder.resolve("server.log")));
            }
        } while (!line.contains("is ready"));
        return new ServerProcess(process, ingestPort, webPort, (System.nanoTime() - began) / 1e9);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
