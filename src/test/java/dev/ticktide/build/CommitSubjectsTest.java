package dev.ticktide.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** CONTRIBUTING.md: "area: what" in at most 72 characters. Skipped where there is no history to look at. */
class CommitSubjectsTest {

    /** The last one that was made before this test. */
    private static final String BEFORE = "94f84b72ce457b06fbb75254c65cdbf0bc53c7bf";

    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9 ,._/-]*: \\S.*");
    private static final int LONGEST = 72;

    @Test
    void everySubjectSaysItsAreaAndWhatIsNew() throws Exception {
        List<String> subjects = subjects();
        assumeTrue(!subjects.isEmpty(), "a checkout with the history since " + BEFORE);
        assertEquals(
                List.of(),
                subjects.stream()
                        .filter(subject -> subject.length() > LONGEST
                                || !FORM.matcher(subject).matches())
                        .toList());
    }

    /** None where git, the history or a part of it is missing. */
    private static List<String> subjects() throws InterruptedException {
        try {
            Process git = new ProcessBuilder("git", "log", "--no-merges", "--format=%s", BEFORE + "..HEAD")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            List<String> lines = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? lines : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
