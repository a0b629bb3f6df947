package dev.ticktide.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs commands with an environment that has nothing of the developer's own settings in it. */
final class Shell {

    private Shell() {}

    /** @param output standard output and error */
    record Result(int code, String output) {}

    static ProcessBuilder command(Path folder, Map<String, String> variables, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        // Maven's are those of the build that this test runs in, and the replayed one is another.
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("TICKTIDE") || name.startsWith("MAVEN_") || name.startsWith("JAVA_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(variables);
        return builder;
    }

    static Result run(Path folder, Map<String, String> variables, List<String> command, Duration limit) {
        try {
            Path output = Files.createTempFile("ticktide-shell", ".txt");
            try {
                Process process = command(folder, variables, command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    throw new AssertionError(
                            "not done after " + limit + ": " + command + "\n" + Files.readString(output));
                }
                return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
