package dev.ticktide.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What .dockerignore lets into the build context; of its patterns, only those that ours needs. */
final class ContextFilter {

    private record Rule(boolean admits, Pattern paths) {}

    private static final Pattern PLAIN = Pattern.compile("[\\w./-]+");

    private final List<Rule> rules = new ArrayList<>();

    ContextFilter(String text) {
        text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            boolean admits = line.startsWith("!");
            rules.add(new Rule(admits, paths(admits ? line.substring(1) : line)));
        });
    }

    /** The last rule that speaks of the path, or of a folder it is in, decides. */
    boolean admits(String path) {
        boolean admitted = true;
        for (Rule rule : rules) {
            if (rule.paths().matcher(path).matches()) {
                admitted = rule.admits();
            }
        }
        return admitted;
    }

    private static Pattern paths(String pattern) {
        boolean anywhere = pattern.startsWith("**/");
        String name = anywhere ? pattern.substring(3) : pattern;
        if (name.equals("*") && !anywhere) {
            return Pattern.compile(".*");
        }
        if (!PLAIN.matcher(name).matches()) {
            throw new IllegalArgumentException(".dockerignore: " + pattern + " is beyond this parser");
        }
        return Pattern.compile((anywhere ? "(.*/)?" : "") + Pattern.quote(name) + "(/.*)?");
    }
}
