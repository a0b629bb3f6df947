package dev.ticktide.arch;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Draws the packages of the program and the dependencies between them as SVG. A package is drawn right below the lowest package
 * that uses it; {@code app} with its subpackages, which assembles everything, is a bar above all others without arrows. An
 * arrow is left out if a longer way of arrows leads to the same package. Packages that use each other share a floor and have red arrows. The same
 * dependencies yield the same bytes.
 */
public final class PackagePicture {

    private static final String BASE = "dev.ticktide.";
    private static final String ASSEMBLY = "app";
    private static final int FLOOR = 92;
    private static final int HEIGHT = 30;
    private static final int GAP = 22;
    private static final int MARGIN = 30;

    private final Map<String, Set<String>> uses;
    private final Map<String, Set<String>> users = new TreeMap<>();
    private final Map<String, Set<String>> reaches = new TreeMap<>();
    private final Map<String, Integer> floors = new HashMap<>();

    PackagePicture(Map<String, Set<String>> all) {
        uses = new TreeMap<>(all);
        uses.keySet().removeIf(name -> name.equals(ASSEMBLY) || name.startsWith(ASSEMBLY + "."));
        uses.forEach((from, targets) -> {
            users.computeIfAbsent(from, name -> new TreeSet<>());
            targets.forEach(
                    to -> users.computeIfAbsent(to, name -> new TreeSet<>()).add(from));
        });
        for (String each : uses.keySet()) {
            Set<String> found = new TreeSet<>();
            collect(each, found);
            reaches.put(each, found);
        }
        uses.keySet().forEach(this::floor);
    }

    /**
     * Draws the packages of compiled classes.
     *
     * @param arguments a folder of classes, and the file to write the picture of them to
     */
    public static void main(String[] arguments) throws IOException {
        Files.writeString(
                Path.of(arguments[1]),
                new PackagePicture(dependencies(new ClassFileImporter().importPath(arguments[0]))).svg());
    }

    /** For each package, without the prefix that all share, the packages whose classes its own classes use. */
    static Map<String, Set<String>> dependencies() {
        // Only names are needed, and reading the classes of all libraries takes most of a minute on a busy machine.
        return ArchConfiguration.withThreadLocalScope(configuration -> {
            configuration.setResolveMissingDependenciesFromClassPath(false);
            return dependencies(new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.ticktide"));
        });
    }

    private static Map<String, Set<String>> dependencies(Iterable<JavaClass> classes) {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (JavaClass each : classes) {
            String from = each.getPackageName().substring(BASE.length());
            Set<String> targets = uses.computeIfAbsent(from, name -> new TreeSet<>());
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                String to = dependency.getTargetClass().getPackageName();
                if (to.startsWith(BASE) && !to.equals(BASE + from)) {
                    targets.add(to.substring(BASE.length()));
                }
            }
        }
        return uses;
    }

    private void collect(String from, Set<String> found) {
        for (String to : uses.getOrDefault(from, Set.of())) {
            if (found.add(to)) {
                collect(to, found);
            }
        }
    }

    private boolean isCycle(String one, String other) {
        return reaches.get(one).contains(other) && reaches.get(other).contains(one);
    }

    private int floor(String name) {
        Integer known = floors.get(name);
        if (known != null) {
            return known;
        }
        int floor = 0;
        for (String member : uses.keySet()) {
            if (member.equals(name) || isCycle(name, member)) {
                for (String user : users.get(member)) {
                    if (!user.equals(name) && !isCycle(name, user)) {
                        floor = Math.max(floor, floor(user) + 1);
                    }
                }
            }
        }
        floors.put(name, floor);
        return floor;
    }

    /** Whether the arrow says something that other arrows don't. */
    private boolean isDrawn(String from, String to) {
        return isCycle(from, to)
                || uses.get(from).stream()
                        .noneMatch(other -> !other.equals(to)
                                && !isCycle(from, other)
                                && !isCycle(other, to)
                                && reaches.get(other).contains(to));
    }

    String svg() {
        List<List<String>> rows = rows();
        Map<String, double[]> boxes = new HashMap<>();
        double width = rows.stream().mapToDouble(PackagePicture::width).max().orElse(0) + 2 * MARGIN;
        for (int i = 0; i < rows.size(); i++) {
            double x = (width - width(rows.get(i))) / 2;
            for (String name : rows.get(i)) {
                boxes.put(name, new double[] {x, MARGIN + (i + 1) * (double) FLOOR, width(name)});
                x += width(name) + GAP;
            }
        }
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %d\" font-family=\"sans-serif\" font-size=\"14\">%n"
                        + "<defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\""
                        + " orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"context-stroke\"/></marker></defs>%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n",
                width,
                2 * MARGIN + rows.size() * FLOOR + HEIGHT));
        uses.forEach((from, targets) -> targets.stream()
                .filter(to -> isDrawn(from, to))
                .forEach(to -> svg.append(arrow(boxes.get(from), boxes.get(to), isCycle(from, to)))));
        boxes.put(ASSEMBLY, new double[] {MARGIN, MARGIN, width - 2 * MARGIN});
        boxes.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(box -> svg.append(box(box.getKey(), box.getValue())));
        return svg.append("</svg>\n").toString().replace("\r\n", "\n");
    }

    private static String arrow(double[] from, double[] to, boolean isCycle) {
        double x1 = from[0] + from[2] / 2;
        double x2 = to[0] + to[2] / 2;
        boolean isLevel = from[1] == to[1];
        double y1 = isLevel ? from[1] : from[1] + HEIGHT;
        double y2 = to[1];
        double bend = isLevel ? -FLOOR / 3.0 : FLOOR / 2.0;
        return String.format(
                Locale.ROOT,
                "<path d=\"M%.0f %.0fC%.0f %.0f %.0f %.0f %.0f %.0f\" fill=\"none\" stroke=\"%s\" marker-end=\"url(#a)\"/>%n",
                x1,
                y1,
                x1,
                y1 + bend,
                x2,
                isLevel ? y2 + bend : y2 - bend,
                x2,
                y2,
                isCycle ? "#c00" : "#789");
    }

    private static String box(String name, double[] box) {
        return String.format(
                Locale.ROOT,
                "<rect x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%d\" rx=\"5\" fill=\"#eef3f8\" stroke=\"#357\"/>"
                        + "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">%s</text>%n",
                box[0],
                box[1],
                box[2],
                HEIGHT,
                box[0] + box[2] / 2,
                box[1] + HEIGHT / 2.0 + 5,
                name);
    }

    /** The floors from the top down; within a floor, packages are near those above that use them. */
    private List<List<String>> rows() {
        int lowest = floors.values().stream().max(Comparator.naturalOrder()).orElse(0);
        List<List<String>> rows = new ArrayList<>();
        Map<String, Double> places = new HashMap<>();
        for (int floor = 0; floor <= lowest; floor++) {
            int level = floor;
            List<String> row = uses.keySet().stream()
                    .filter(name -> floors.get(name) == level)
                    .sorted(Comparator.comparingDouble((String name) -> uses.keySet().stream()
                                    .filter(user -> places.containsKey(user)
                                            && uses.get(user).contains(name)
                                            && isDrawn(user, name))
                                    .mapToDouble(places::get)
                                    .average()
                                    .orElse(0.5))
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
            for (int i = 0; i < row.size(); i++) {
                places.put(row.get(i), (i + 0.5) / row.size());
            }
            rows.add(row);
        }
        return rows;
    }

    private static double width(List<String> row) {
        return row.stream().mapToDouble(PackagePicture::width).sum() + GAP * (row.size() - 1.0);
    }

    private static double width(String name) {
        return 24 + 8.2 * name.length();
    }
}
