package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.bench.Bench;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The launcher refuses what it can't use before it builds, installs or starts anything. */
class LauncherTest {

    private static final long LIMIT_SECONDS = 20;

    private record Answer(int code, String text) {}

    private static Answer launch(String options, String... arguments) throws IOException, InterruptedException {
        String[] line = new String[arguments.length + 1];
        line[0] = "./ticktide";
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("TICKTIDE_OPTS", options);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "ends");
        return new Answer(process.exitValue(), text.strip());
    }

    private static void assertRefused(Answer answer, String... words) {
        assertTrue(answer.code() == 1 || answer.code() == 2, answer::toString);
        assertEquals(1, answer.text().lines().count(), answer::text);
        for (String word : words) {
            assertTrue(answer.text().contains(word), () -> word + " in: " + answer.text());
        }
        assertFalse(answer.text().contains("Exception"), answer::text);
    }

    @Test
    void anOptionThatTestDoesNotHaveInstallsNothing() throws Exception {
        assertRefused(launch("", "test", "--help-me"), "\"test\" takes no \"--help-me\"", "./ticktide test --help");
        assertRefused(launch("", "test", "NoSuchTest"), "there is no test \"NoSuchTest\"");
        assertRefused(launch("", "bench", "KillTest"), "\"bench\" takes no \"KillTest\"");
        assertRefused(launch("", "test", "killtest"), "\"test\" takes no \"killtest\"");
    }

    @Test
    void anUnknownBenchmarkOrOptionOfBenchBuildsNothing() throws Exception {
        assertRefused(launch("", "bench", "pages"), "\"pages\"", "page");
        assertRefused(launch("", "bench", "--fast"), "--fast", "./ticktide bench --help");
        assertRefused(launch("", "pictures", "--fast"), "--fast", "./ticktide pictures --help");
        assertRefused(launch("", "stats", "--fast"), "--fast", "./ticktide stats --help");
    }

    @Test
    void helpOfTestAndBenchSaysWhatTheyTake() throws Exception {
        Answer help = launch("", "test", "--help");
        assertEquals(0, help.code(), help::text);
        assertTrue(help.text().contains("-DNAME=VALUE"), help::text);
        Answer bench = launch("", "bench", "-h");
        assertEquals(0, bench.code(), bench::text);
        assertTrue(bench.text().contains(String.join(" ", Bench.known())), bench::text);
        assertTrue(
                Files.readString(Path.of("ticktide"))
                        .contains("benchmarks=\"" + String.join(" ", Bench.known()) + "\""),
                "and the launcher takes the same");
    }

    @Test
    void optionsThatJavaDoesNotTakeAreNamed() throws Exception {
        assertRefused(launch("hello", "version"), "TICKTIDE_OPTS is \"hello\"", "-Xmx1g");
        assertRefused(launch("-Xmxlots", "version"), "TICKTIDE_OPTS is \"-Xmxlots\"", "Invalid maximum heap size");
        assertRefused(launch("-Xmx1g -XX:+UseG1GC", "version"), "TICKTIDE_OPTS is \"-Xmx1g -XX:+UseG1GC\"");
    }
}
