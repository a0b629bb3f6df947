package dev.ticktide.stats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The recipes of CONTRIBUTING.md, sections named "Add ...". The first paragraph of each names every file that whoever follows it writes or changes,
 * between backquotes and with its ending.
 */
final class Recipes {

    private static final Pattern SECTION = Pattern.compile("(?ms)^## A(dd [^\n]*)\n+(.*?)(\n\n|\\z)");
    private static final Pattern FILE =
            Pattern.compile("`([\\w./<>-]+\\.(?:java|js|json|tide|yaml|css|html|sql|csv|md))`");

    private Recipes() {}

    /** The files each recipe names, by its heading, in the order of the document. */
    static Map<String, List<String>> of(Path checkout) throws IOException {
        Map<String, List<String>> recipes = new LinkedHashMap<>();
        Path document = checkout.resolve("CONTRIBUTING.md");
        var section = SECTION.matcher(Files.exists(document) ? Files.readString(document, UTF_8) : "");
        while (section.find()) {
            var files = FILE.matcher(section.group(2)).results().map(file -> file.group(1));
            recipes.put("a" + section.group(1), files.distinct().toList());
        }
        return recipes;
    }
}
