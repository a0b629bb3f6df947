package dev.ticktide.stats;

import dev.ticktide.stats.Sources.Source;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code ./ticktide stats}: figures about the shape of the code, each with its goal, and below them the places that miss it. */
public final class Stats {

    private static final int FILE_LINES = 250;
    private static final int METHOD_LINES = 30;
    private static final int PACKAGE_MIN = 3;
    private static final int PACKAGE_MAX = 15;

    /** The folder of the lists of places that miss a goal for a reason. */
    private static final String REASONS = "src/test/resources/stats";

    /** What was counted, and the places it was counted at where one wants to go there. */
    private record Figure(String name, String value, String goal, List<?> places) {}

    private final List<Figure> figures = new ArrayList<>();

    private Stats() {}

    public static void main(String[] args) throws IOException {
        print(Path.of(System.getProperty("ticktide.home", ".")), System.out);
    }

    static void print(Path checkout, PrintStream out) throws IOException {
        var stats = new Stats();
        var sources = Sources.of(checkout);
        stats.countLines(sources);
        var files = Misses.of(longFiles(sources), checkout.resolve(REASONS).resolve("long-files.csv"));
        stats.count("files over 250 lines", "0", files.unnamed());
        stats.count("files over 250 lines with a reason", "a few", files.named());
        stats.count("reasons of files no longer that long", "0", files.needless());
        stats.count("methods over 30 lines", "0", LongMethods.over(METHOD_LINES, sources.java()));
        var packages = Misses.of(oddPackages(sources), checkout.resolve(REASONS).resolve("packages.csv"));
        stats.count("packages of fewer than 3 or more than 15 files", "0", packages.unnamed());
        stats.count("packages of such a size with a reason", "a few", packages.named());
        stats.count("reasons of packages no longer of that size", "0", packages.needless());
        stats.count("duplicate pairs of six lines", "0", Duplicates.in(sources.scripts()));
        for (var recipe : Recipes.of(checkout).entrySet()) {
            stats.count("files to " + recipe.getKey(), "", recipe.getValue());
        }
        stats.print(out);
    }

    private void countLines(Sources sources) {
        var java = LineKinds.of(sources.java());
        var page = LineKinds.of(sources.page());
        note("lines of Java", java.code() + " code, " + java.comment() + " comment", "");
        note("comment lines of Java", "%.1f %%".formatted(java.commentPercent()), "12 to 18 %");
        note("lines of the page", page.code() + " code, " + page.comment() + " comment", "");
    }

    /** The longest first. */
    private static Map<String, String> longFiles(Sources sources) {
        Map<String, String> lengths = new LinkedHashMap<>();
        sources.files().stream()
                .filter(file -> file.lines().size() > FILE_LINES)
                .sorted(Comparator.comparingInt((Source file) -> file.lines().size())
                        .reversed())
                .forEach(file -> lengths.put(file.path(), file.lines().size() + " lines"));
        return lengths;
    }

    private static Map<String, String> oddPackages(Sources sources) {
        Map<String, Integer> sizes = new TreeMap<>();
        for (Source file : sources.java()) {
            if (!file.path().endsWith("/package-info.java")) {
                sizes.merge(file.path().substring(0, file.path().lastIndexOf('/')), 1, Integer::sum);
            }
        }
        sizes.values().removeIf(size -> size >= PACKAGE_MIN && size <= PACKAGE_MAX);
        Map<String, String> odd = new TreeMap<>();
        sizes.forEach((place, size) -> odd.put(place, size + " files"));
        return odd;
    }

    private void note(String name, String value, String goal) {
        figures.add(new Figure(name, value, goal, List.of()));
    }

    private void count(String name, String goal, List<?> places) {
        figures.add(new Figure(name, String.valueOf(places.size()), goal, places));
    }

    private void print(PrintStream out) {
        for (Figure figure : figures) {
            String goal = figure.goal().isEmpty() ? "" : "  (goal: " + figure.goal() + ")";
            out.printf("%-48s %s%s%n", figure.name(), figure.value(), goal);
        }
        for (Figure figure : figures) {
            if (!figure.places().isEmpty()) {
                out.printf("%n%s%n", figure.name());
                figure.places().forEach(place -> out.println("  " + place));
            }
        }
    }
}
