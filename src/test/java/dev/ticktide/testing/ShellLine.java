package dev.ticktide.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One command as a shell would take it apart: assignments in front, words, quotes removed. Knows comments, quotes, {@code ;},
 * {@code &&} and {@code |}, and nothing else.
 */
public record ShellLine(Map<String, String> environment, List<String> words) {

    /** The commands of a block of lines; a quote may reach over line ends. */
    public static List<ShellLine> parse(String block) {
        List<ShellLine> commands = new ArrayList<>();
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (int i = 0; i <= block.length(); i++) {
            char c = i < block.length() ? block.charAt(i) : '\n';
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                word = word == null ? new StringBuilder() : word;
            } else if (c == '#' && word == null) {
                i = end(block, i) - 1;
            } else if (c == ' ' || c == '\n' || c == ';' || c == '&' || c == '|') {
                if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
                if (c != ' ' && !words.isEmpty()) {
                    commands.add(of(words));
                    words.clear();
                }
            } else {
                word = (word == null ? new StringBuilder() : word).append(c);
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a quote without an end in: " + block);
        }
        return commands;
    }

    private static int end(String block, int from) {
        int end = block.indexOf('\n', from);
        return end < 0 ? block.length() : end;
    }

    private static ShellLine of(List<String> words) {
        Map<String, String> environment = new LinkedHashMap<>();
        int first = 0;
        while (first < words.size() && words.get(first).matches("[A-Z_][A-Z0-9_]*=.*")) {
            String[] parts = words.get(first++).split("=", 2);
            environment.put(parts[0], parts[1]);
        }
        return new ShellLine(environment, List.copyOf(words.subList(first, words.size())));
    }

    public String program() {
        return words.isEmpty() ? "" : words.get(0);
    }

    public String[] arguments() {
        return words.subList(1, words.size()).toArray(String[]::new);
    }
}
