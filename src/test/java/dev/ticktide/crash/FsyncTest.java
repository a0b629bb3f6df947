package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ticktide.crash.ChildProcess.Ports;
import dev.ticktide.crash.ChildProcess.Setup;
import dev.ticktide.simulate.IngestJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watches the system calls: between a request and its 200 the write-ahead log is written and then flushed to the disk. */
class FsyncTest {

    private static final int POSTS = 30;

    /** A line of strace: thread, call, arguments. Of a call that another thread's interrupted, the first half. */
    private static final Pattern CALL = Pattern.compile("^([0-9]+) +([a-z0-9]+)\\((.*)$");

    private static final Pattern RESUMED = Pattern.compile("^([0-9]+) +<\\.\\.\\. ([a-z0-9]+) resumed>(.*)$");

    @Test
    void every200ComesAfterAFlush(@TempDir Path folder) throws Exception {
        assumeTrue(
                canTrace(),
                "strace is not installed or may not trace here, so no fsync was checked (apt install strace)");
        Path trace = folder.resolve("trace");
        Ports ports = Ports.free();
        Setup setup = new Setup(
                folder.resolve("data/ticktide.db"),
                folder.resolve("child.log"),
                ports,
                List.of(
                        "strace",
                        "-f",
                        "--seccomp-bpf",
                        "-y",
                        "-s",
                        "64",
                        "-e",
                        "trace=fdatasync,fsync,pwrite64,read,recvfrom,write,sendto,writev",
                        "-o",
                        trace.toString()),
                List.of());
        try (ChildProcess child = ChildProcess.start(setup)) {
            child.awaitReady();
            post(ports);
            child.stop();
        }
        Audit audit = new Audit();
        Files.readAllLines(trace, StandardCharsets.ISO_8859_1).forEach(audit::line);
        System.out.printf("FsyncTest: %d requests, flushes before each answer: %s%n", POSTS, audit.flushes);
        assertEquals(POSTS, audit.flushes.size(), "requests and answers found in the trace");
        assertEquals(
                List.of(), audit.flushes.stream().filter(count -> count == 0).toList(), "answers without a flush");
    }

    private static void post(Ports ports) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        Prices prices = new Prices(new Random(1));
        for (int i = 0; i < POSTS; i++) {
            byte[] body = IngestJson.array(List.of(prices.candle("AAPL", 1_700_000_000_000_000L + i * 1_000_000L)));
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create(ports.ingestUrl()))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode(), response.body());
        }
    }

    private static boolean canTrace() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "true").start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Reads the trace in order and counts, from each request to its answer, flushes that follow a write of the log. */
    private static final class Audit {
        private final List<Integer> flushes = new ArrayList<>();
        private final Map<String, String> begun = new HashMap<>();
        private boolean asked;
        private boolean written;
        private int count;

        void line(String line) {
            Matcher resumed = RESUMED.matcher(line);
            if (resumed.matches()) {
                ended(resumed.group(2), begun.getOrDefault(resumed.group(1), "") + resumed.group(3));
                return;
            }
            Matcher call = CALL.matcher(line);
            if (call.matches()) {
                entered(call.group(2), call.group(3));
                if (line.endsWith("<unfinished ...>")) {
                    begun.put(call.group(1), call.group(3));
                } else {
                    ended(call.group(2), call.group(3));
                }
            }
        }

        /** An answer counts from the moment it is begun to be written. */
        private void entered(String name, String arguments) {
            if ((name.startsWith("write") || name.equals("sendto")) && arguments.contains("HTTP/1.1 200") && asked) {
                flushes.add(count);
                asked = false;
            }
        }

        /** Everything else counts only when it is done. */
        private void ended(String name, String arguments) {
            if ((name.equals("read") || name.equals("recvfrom")) && arguments.contains("POST /ingest")) {
                asked = true;
                written = false;
                count = 0;
            } else if (name.equals("pwrite64") && arguments.contains("-wal>")) {
                written = true;
            } else if (name.endsWith("sync") && arguments.contains("-wal>") && arguments.endsWith("= 0") && written) {
                count++;
            }
        }
    }
}
