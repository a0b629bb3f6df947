package dev.ticktide.strategy.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.strategy.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrategyFolderTest {

    @TempDir
    Path folder;

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void withoutAFolderThereAreThoseOfTheProgram() {
        StrategyFolder none = StrategyFolder.read(folder.resolve("none"));
        assertEquals(Strategies.known(), none.strategies());
        assertEquals(Map.of(), none.wrong());
    }

    @Test
    void aFileIsAStrategyAndReplacesThatOfItsName() throws IOException {
        write("dip.tide", "buy when rsi(14) < 20");
        write("trend.tide", "buy when close > sma(50)");
        write("notes.txt", "no strategy");
        StrategyFolder read = StrategyFolder.read(folder);
        assertEquals(9, read.strategies().size());
        assertEquals("rsi(14) is below 20", read.named("dip").buyWords());
        assertEquals("close is above sma(50)", read.named("trend").buyWords());
        assertEquals(1, read.named("golden-cross").version());
    }

    @Test
    void anotherRuleIsAnotherVersionAndAnotherCommentIsNot() {
        Strategy one = StrategyFolder.compile("dip", "buy when rsi(14) < 20");
        Strategy commented = StrategyFolder.compile("dip", "# a dip\nbuy  when rsi( 14 ) < 20\n");
        Strategy other = StrategyFolder.compile("dip", "buy when rsi(14) < 21");
        assertEquals(one.version(), commented.version());
        assertNotEquals(one.version(), other.version());
        assertTrue(one.version() >= 100_000 && one.version() < 1_000_000, "no version of the program's own");
    }

    @Test
    void aWrongFileDisturbsNoOtherAndSaysWhatIsWrongWhenItIsUsed() throws IOException {
        write("dip.tide", "buy when rsi(14) < ");
        write("trend.tide", "buy wen close > 1");
        write("My Idea.tide", "buy when close > 1");
        StrategyFolder read = StrategyFolder.read(folder);
        assertEquals(
                List.of("My Idea", "dip", "trend"), List.copyOf(read.wrong().keySet()));
        assertEquals(7, read.strategies().size(), "the program's trend does not run in place of the wrong one");
        assertEquals(
                "the strategy trend cannot be used: line 1, column 5: expected \"when\" after \"buy\", found \"wen\"",
                assertThrows(IllegalArgumentException.class, () -> read.named("trend"))
                        .getMessage());
        assertTrue(
                read.wrong().get("My Idea").startsWith("a strategy's file is named with"),
                () -> String.valueOf(read.wrong()));
    }
}
