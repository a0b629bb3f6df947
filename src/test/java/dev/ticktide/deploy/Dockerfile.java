package dev.ticktide.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Dockerfile, in as much of its language as ours needs; what is beyond that is refused rather than guessed at. */
record Dockerfile(List<Stage> stages) {

    private static final Set<String> KNOWN = Set.of(
            "FROM", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "ENV", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD");
    private static final Pattern FROM = Pattern.compile("(\\S+:\\S+)(?: AS (\\w+))?");
    private static final Pattern FROM_OPTION = Pattern.compile("--from=(\\w+) (.*)");
    private static final Pattern HEALTH_OPTIONS = Pattern.compile("((?:--[a-z-]+=\\w+ +)+)CMD +(\\[.*)");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param name what {@code AS} says, or the stage's number */
    record Stage(String name, String image, List<Instruction> instructions) {

        /** The last one of this kind, which is the one that counts. */
        Instruction last(String kind) {
            return instructions.stream()
                    .filter(instruction -> instruction.kind().equals(kind))
                    .reduce((first, second) -> second)
                    .orElseThrow(() -> new IllegalArgumentException("no " + kind + " in the last stage"));
        }
    }

    record Instruction(String kind, String text) {

        /** {@code ["a", "b"]}: without a shell, which would keep signals to itself. */
        List<String> exec() {
            try {
                return JSON.readValue(text, new TypeReference<List<String>>() {});
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(kind + " is not in exec form: " + text, e);
            }
        }

        Copy copy() {
            Matcher option = FROM_OPTION.matcher(text);
            boolean hasFrom = option.matches();
            List<String> words =
                    Arrays.asList((hasFrom ? option.group(2) : text).trim().split("\\s+"));
            if (words.size() < 2 || words.stream().anyMatch(word -> word.startsWith("--") || word.contains("$"))) {
                throw new IllegalArgumentException("COPY " + text + " is beyond this parser");
            }
            return new Copy(
                    hasFrom ? option.group(1) : "", words.subList(0, words.size() - 1), words.get(words.size() - 1));
        }

        /** The health check's command. */
        Instruction healthCommand() {
            Matcher parts = HEALTH_OPTIONS.matcher(text);
            if (!parts.matches()) {
                throw new IllegalArgumentException("HEALTHCHECK " + text + " is beyond this parser");
            }
            return new Instruction("HEALTHCHECK CMD", parts.group(2));
        }
    }

    /** @param stage where from; empty: from the build context */
    record Copy(String stage, List<String> sources, String target) {}

    static Dockerfile parse(String text) {
        List<Stage> stages = new ArrayList<>();
        StringBuilder logical = new StringBuilder();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            // Comments may stand between the lines of one instruction.
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            boolean goesOn = line.endsWith("\\");
            logical.append(goesOn ? line.substring(0, line.length() - 1) : line);
            if (!goesOn) {
                add(stages, logical.toString().strip(), number);
                logical.setLength(0);
            }
        }
        if (logical.length() > 0 || stages.isEmpty()) {
            throw new IllegalArgumentException("the file ends in the middle of an instruction");
        }
        return new Dockerfile(List.copyOf(stages));
    }

    Stage last() {
        return stages.get(stages.size() - 1);
    }

    private static void add(List<Stage> stages, String line, int number) {
        String[] parts = line.split("\\s+", 2);
        if (!KNOWN.contains(parts[0]) || parts.length < 2) {
            throw new IllegalArgumentException("line " + number + ": " + parts[0] + " is beyond this parser");
        }
        if (parts[0].equals("FROM")) {
            Matcher from = FROM.matcher(parts[1]);
            if (!from.matches()) {
                throw new IllegalArgumentException("line " + number + ": no image with a tag: " + line);
            }
            String name = from.group(2) == null ? String.valueOf(stages.size()) : from.group(2);
            stages.add(new Stage(name, from.group(1), new ArrayList<>()));
        } else if (stages.isEmpty()) {
            throw new IllegalArgumentException("line " + number + ": an instruction before FROM");
        } else {
            stages.get(stages.size() - 1).instructions().add(new Instruction(parts[0], parts[1]));
        }
    }
}
