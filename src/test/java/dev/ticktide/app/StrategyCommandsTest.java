package dev.ticktide.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** What {@code ./ticktide strategy} prints. */
@ResourceLock(Resources.SYSTEM_OUT)
class StrategyCommandsTest {

    @TempDir
    Path folder;

    private int code;

    private String run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (PrintStream here = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            System.setOut(here);
            code = Main.commandLine().execute(arguments);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theListHasThoseOfTheFolderAndOfTheProgramAndWhereTheyRun() throws IOException {
        Files.writeString(folder.resolve("dip.tide"), "describe \"A dip.\"\nbuy when rsi(14) < 20");
        Files.writeString(folder.resolve("broken.tide"), "buy when");
        String list = run(
                "strategy",
                "list",
                "--set",
                "signals.folder=" + folder,
                "--set",
                "signals.strategies=[{name: dip, timeframes: [5m, 1h]}]");
        assertEquals(0, code);
        assertTrue(list.contains(": runs on 5m, 1h\n    A dip.\n    buy when  rsi(14) is below 20\n"), list);
        assertTrue(list.contains("golden-cross, version 1: not in signals.strategies\n"), list);
        assertTrue(list.contains("broken: wrong, line 1, column 9: expected "), list);
    }

    @Test
    void aRightFileIsReadBackAndAWrongOneIsMarkedWhereItIsWrong() throws IOException {
        Path right = Files.writeString(folder.resolve("dip.tide"), "buy when rsi(14) < 20");
        assertTrue(run("strategy", "check", right.toString())
                .endsWith("dip.tide: right; buys when rsi(14) is below 20;" + " sells when 1 is below 0\n"));
        assertEquals(0, code);
        Path wrong = Files.writeString(folder.resolve("idea.tide"), "let x = sma(20)\nbuy when x > hihg\n");
        String said = run("strategy", "check", right.toString(), wrong.toString());
        assertEquals(1, code);
        assertTrue(said.endsWith("""
                        idea.tide:2:14: there is no "hihg"; did you mean "high"?
                            buy when x > hihg
                                         ^^^^
                        """), said);
    }
}
