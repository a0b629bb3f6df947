package dev.ticktide.crash;

import dev.ticktide.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A Ticktide in a process of its own, with the class path of this one. */
final class ChildProcess implements AutoCloseable {

    /** What Hazelcast would otherwise warn that it lacks. */
    private static final List<String> HAZELCAST = List.of(
            "--add-modules=java.se",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.management/sun.management=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

    private static final int READY_SECONDS = 60;
    private static final int EXIT_SECONDS = 40;

    /**
     * Where a process serves. On this machine's loopback two ports below the ephemeral range, so that no outgoing connection takes
     * one while the process is down.
     */
    record Ports(String host, int web, int ingest) {

        private static final String LOOPBACK = "127.0.0.1";

        static Ports free() {
            int web = freePort(0);
            return new Ports(LOOPBACK, web, freePort(web));
        }

        private static int freePort(int taken) {
            while (true) {
                int port = ThreadLocalRandom.current().nextInt(15_000, 30_000);
                try (ServerSocket socket = new ServerSocket()) {
                    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                    if (port != taken) {
                        return port;
                    }
                } catch (IOException e) {
                    // In use; the next one may be free.
                }
            }
        }

        String ingestUrl() {
            return "http://" + host + ":" + ingest + "/ingest";
        }

        String webUrl() {
            return "http://" + host + ":" + web;
        }
    }

    /**
     * @param data the database file
     * @param log what the process says on standard error is appended here
     * @param prefix a command that runs the process, such as strace; may be empty
     * @param jvm further flags
     * @param arguments after {@code start}, {@code --data} and the ports
     */
    record Setup(Path data, Path log, Ports ports, List<String> prefix, List<String> jvm, List<String> arguments) {

        Setup(Path data, Path log, Ports ports, List<String> prefix, List<String> arguments) {
            // A run is short: what the optimising compiler would gain it costs.
            this(data, log, ports, prefix, List.of("-XX:TieredStopAtLevel=1"), arguments);
        }

        List<String> command() {
            List<String> command = new ArrayList<>(prefix);
            command.add(ChildJvm.java());
            command.addAll(List.of("-Xmx400m", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
            command.addAll(jvm);
            command.addAll(List.of("-XX:+IgnoreUnrecognizedVMOptions", "--enable-native-access=ALL-UNNAMED"));
            command.addAll(HAZELCAST);
            command.addAll(ChildJvm.main());
            command.add("start");
            command.addAll(List.of("--data", data.toString()));
            command.addAll(List.of("--set", "web.port=" + ports.web(), "--set", "ingest.port=" + ports.ingest()));
            command.addAll(arguments);
            return command;
        }
    }

    private final Setup setup;
    private final Process process;
    private final long started = System.nanoTime();
    private final CompletableFuture<Long> ready = new CompletableFuture<>();

    private ChildProcess(Setup setup) {
        this.setup = setup;
        try {
            process = new ProcessBuilder(setup.command())
                    .redirectError(ProcessBuilder.Redirect.appendTo(setup.log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread reader = new Thread(this::read, "child-output");
        reader.setDaemon(true);
        reader.start();
    }

    static ChildProcess start(Setup setup) {
        return new ChildProcess(setup);
    }

    /** Waits until it has said that it is ready; milliseconds from its start. */
    long awaitReady() {
        try {
            return ready.get(READY_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (Exception e) {
            throw new IllegalStateException("the process did not get ready; it said:\n" + tail(), e);
        }
    }

    boolean isReady() {
        return ready.isDone() && !ready.isCompletedExceptionally();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** SIGTERM; does not wait. */
    void terminate() {
        process.destroy();
    }

    /** Waits for the end after {@link #terminate}; the exit code. */
    int awaitEnd() {
        awaitExit();
        return process.exitValue();
    }

    /** Waits for it to end by itself; the exit code. */
    int awaitOwnEnd() throws InterruptedException {
        if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process does not end; it said:\n" + tail());
        }
        return process.exitValue();
    }

    /** Sends a signal by its name, such as STOP. */
    void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGKILL, for whatever runs it too. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        awaitExit();
    }

    /** SIGTERM: a stop in good order. */
    void stop() {
        List<ProcessHandle> below = process.descendants().toList();
        (below.isEmpty() ? process.toHandle() : below.get(0)).destroy();
        awaitExit();
    }

    /** The last lines of what it said on standard error. */
    String tail() {
        try {
            List<String> lines = Files.readAllLines(setup.log(), StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    @Override
    public void close() {
        kill();
    }

    private void awaitExit() {
        try {
            if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("the process does not end; it said:\n" + tail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("Ticktide is ready")) {
                    ready.complete(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
                }
            }
        } catch (IOException e) {
            // The pipe of a killed process breaks.
        }
        ready.completeExceptionally(new IllegalStateException("it ended"));
    }
}
