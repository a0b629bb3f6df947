package dev.ticktide.deploy;

import dev.ticktide.deploy.Dockerfile.Copy;
import dev.ticktide.deploy.Dockerfile.Instruction;
import dev.ticktide.deploy.Dockerfile.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Follows a Dockerfile without a container engine: each stage is a folder, the image's absolute paths lie below it, and the
 * base image's tools are this machine's. Maven works offline from this machine's repository, which holds what the build needs
 * as this very build needed it.
 */
final class ImageReplay {

    private static final Duration STEP_LIMIT = Duration.ofMinutes(3);

    private final Dockerfile dockerfile;
    private final Path context;
    private final Path work;
    private final Path tools;

    /** @param context what {@code docker build} would be given */
    ImageReplay(Dockerfile dockerfile, Path context, Path work) {
        this.dockerfile = dockerfile;
        this.context = context;
        this.work = work;
        this.tools = work.resolve("tools");
    }

    /** The last stage's folder. */
    Path build() throws IOException {
        tool(
                "mvn",
                "exec " + found("mvn") + " -o -Dmaven.repo.local='" + System.getProperty("localRepository")
                        + "' \"$@\"");
        tool("npm", "npm_config_prefer_offline=true exec " + found("npm") + " \"$@\"");
        if (!isRoot()) {
            tool("chown", "exit 0");
        }
        for (Stage stage : dockerfile.stages()) {
            build(stage);
        }
        return root(dockerfile.last());
    }

    /** The command of the last stage's ENTRYPOINT, CMD or HEALTHCHECK with its paths in that stage's folder. */
    List<String> mapped(List<String> command) {
        return command.stream().map(word -> mapped(dockerfile.last(), word)).toList();
    }

    Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        dockerfile.last().instructions().stream()
                .filter(instruction -> instruction.kind().equals("ENV"))
                .forEach(instruction -> variables.putAll(variable(instruction)));
        return variables;
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private void build(Stage stage) throws IOException {
        Path at = root(stage);
        Files.createDirectories(at);
        Map<String, String> variables = new HashMap<>();
        variables.put("PATH", tools + ":" + System.getenv("PATH"));
        for (Instruction instruction : stage.instructions()) {
            switch (instruction.kind()) {
                case "WORKDIR" -> {
                    at = place(stage, at, instruction.text());
                    Files.createDirectories(at);
                }
                case "COPY" -> copy(stage, at, instruction.copy());
                case "RUN" -> run(stage, at, variables, instruction.text());
                case "ENV" -> variables.putAll(variable(instruction));
                default -> {
                    // Says how it is run, not how it is built.
                }
            }
        }
    }

    private void run(Stage stage, Path at, Map<String, String> variables, String text) {
        if (text.startsWith("-") || text.startsWith("[")) {
            throw new IllegalArgumentException("RUN " + text + " is beyond this replay");
        }
        // Any other absolute path would be this machine's.
        if (Pattern.compile("(?<![\\w./:-])/(?!(" + String.join("|", folders(stage)) + ")\\b)\\w")
                .matcher(text)
                .find()) {
            throw new IllegalArgumentException("RUN " + text + " has a path that is in no WORKDIR, COPY or VOLUME");
        }
        Shell.Result result = Shell.run(at, variables, List.of("/bin/sh", "-c", mapped(stage, text)), STEP_LIMIT);
        if (result.code() != 0) {
            throw new AssertionError("RUN " + text + " ended with " + result.code() + ":\n" + result.output());
        }
    }

    private void copy(Stage stage, Path at, Copy copy) throws IOException {
        Path from = copy.stage().isEmpty() ? context : root(stage(copy.stage()));
        List<Path> sources = new ArrayList<>();
        for (String source : copy.sources()) {
            sources.addAll(matches(from, source.replaceFirst("^/", "")));
        }
        boolean intoFolder = copy.target().endsWith("/");
        if (sources.isEmpty() || (copy.sources().size() > 1 && !intoFolder)) {
            throw new IllegalArgumentException("COPY " + copy + " can't be done: found " + sources);
        }
        Path target = place(stage, at, copy.target());
        for (Path source : sources) {
            // A folder's content is copied, not the folder; a file goes into a target with a slash at its end.
            boolean inside = intoFolder && !Files.isDirectory(source);
            copyTree(source, inside ? target.resolve(source.getFileName()) : target);
        }
    }

    private static List<Path> matches(Path from, String source) throws IOException {
        Path literal = from.resolve(source).normalize();
        if (!source.matches(".*[*?\\[].*")) {
            if (!Files.exists(literal)) {
                throw new IllegalArgumentException("COPY " + source + ": it is not in the build context");
            }
            return List.of(literal);
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + literal.getFileName());
        try (Stream<Path> siblings = Files.list(literal.getParent())) {
            return siblings.filter(path -> matcher.matches(path.getFileName())).toList();
        }
    }

    static void copyTree(Path source, Path target) throws IOException {
        try (Stream<Path> paths = Files.walk(source)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path to = target.resolve(source.relativize(path).toString());
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectories(to);
                } else {
                    Files.createDirectories(to.getParent());
                    Files.copy(
                            path,
                            to,
                            LinkOption.NOFOLLOW_LINKS,
                            StandardCopyOption.COPY_ATTRIBUTES,
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private Path place(Stage stage, Path at, String path) {
        return (path.startsWith("/") ? root(stage).resolve(path.substring(1)) : at.resolve(path)).normalize();
    }

    private String mapped(Stage stage, String text) {
        return text.replaceAll("(?<![\\w./:-])/(?=(" + String.join("|", folders(stage)) + ")\\b)", root(stage) + "/");
    }

    /** The first parts of the absolute paths that the stage makes. */
    private static Set<String> folders(Stage stage) {
        Set<String> folders = new TreeSet<>();
        for (Instruction instruction : stage.instructions()) {
            String path =
                    switch (instruction.kind()) {
                        case "WORKDIR", "VOLUME" -> instruction.text();
                        case "COPY" -> instruction.copy().target();
                        default -> "";
                    };
            if (path.startsWith("/")) {
                folders.add(path.split("/")[1]);
            }
        }
        return folders;
    }

    private static Map<String, String> variable(Instruction env) {
        String[] parts = env.text().split("=", 2);
        if (parts.length < 2 || parts[1].matches(".*[\\s\"'$].*")) {
            throw new IllegalArgumentException("ENV " + env.text() + " is beyond this replay");
        }
        return Map.of(parts[0], parts[1]);
    }

    private Stage stage(String name) {
        return dockerfile.stages().stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no stage " + name));
    }

    private Path root(Stage stage) {
        return work.resolve("stage-" + stage.name());
    }

    private void tool(String name, String script) throws IOException {
        Path file = Files.createDirectories(tools).resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        if (!file.toFile().setExecutable(true, false)) {
            throw new UncheckedIOException(new IOException(file + " can't be made executable"));
        }
    }

    private static String found(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(program + " is not in the PATH"))
                .toString();
    }
}
