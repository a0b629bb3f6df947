package dev.ticktide.stats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures of a small tree of which each is known. */
class StatsTest {

    private static final String SHARED = """
                    int a = 1;
                    // a comment between does not matter
                    int b = 2;
                    int c =  3;
                    int d = 4;

                    int e = 5;
                    int f = 6;
            """;

    @TempDir
    Path checkout;

    @Test
    void eachFigureIsWhatTheTreeHolds() throws IOException {
        write("src/main/java/one/First.java", """
                package one;

                /** A comment
                 * of two lines. */
                class First {
                    String text = \"""
                            // no comment
                            \""";

                    First() {
                %s    }
                }
                """.formatted(SHARED));
        write("src/main/java/one/Second.java", """
                package one;

                class Second {
                    void shared() {
                %s    }

                    void longer() {
                %s    }

                    abstract static class Inner {
                        abstract void none();
                    }
                }
                """.formatted(SHARED, lines("int", 29)));
        write("src/main/java/one/package-info.java", "package one;\n");
        write("webroot/page.js", lines("let", 251));
        write("webroot/node_modules/library.js", lines("let", 300));
        write("src/test/resources/stats/long-files.csv", """
                file,reason
                webroot/page.js,one table
                webroot/gone.js,it was long
                """);
        write("src/test/resources/stats/packages.csv", """
                package,reason
                src/main/java/gone,it was small
                """);
        write("CONTRIBUTING.md", """
                # Contributing

                ## Add a thing
                One class `Thing.java`, and a line in `things.json`.

                `Other.java` is an example.

                ## Else
                Not `a.java`.
                """);

        assertEquals("""
                lines of Java                                    60 code, 4 comment
                comment lines of Java                            6.3 %  (goal: 12 to 18 %)
                lines of the page                                251 code, 0 comment
                files over 250 lines                             0  (goal: 0)
                files over 250 lines with a reason               1  (goal: a few)
                reasons of files no longer that long             1  (goal: 0)
                methods over 30 lines                            1  (goal: 0)
                packages of fewer than 3 or more than 15 files   1  (goal: 0)
                packages of such a size with a reason            0  (goal: a few)
                reasons of packages no longer of that size       1  (goal: 0)
                duplicate pairs of six lines                     1  (goal: 0)
                files to add a thing                             2

                files over 250 lines with a reason
                  251 lines: webroot/page.js, one table

                reasons of files no longer that long
                  webroot/gone.js

                methods over 30 lines
                  31 lines: src/main/java/one/Second.java:15 longer

                packages of fewer than 3 or more than 15 files
                  2 files: src/main/java/one

                reasons of packages no longer of that size
                  src/main/java/gone

                duplicate pairs of six lines
                  6 lines: src/main/java/one/First.java:11 ~ src/main/java/one/Second.java:5

                files to add a thing
                  Thing.java
                  things.json
                """, stats());
    }

    private String stats() throws IOException {
        var bytes = new ByteArrayOutputStream();
        Stats.print(checkout, new PrintStream(bytes, true, UTF_8));
        return bytes.toString(UTF_8).replace(System.lineSeparator(), "\n");
    }

    private void write(String name, String text) throws IOException {
        Path file = checkout.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String lines(String kind, int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("        ")
                    .append(kind)
                    .append(" i")
                    .append(i)
                    .append(" = ")
                    .append(i)
                    .append(";\n");
        }
        return text.toString();
    }
}
