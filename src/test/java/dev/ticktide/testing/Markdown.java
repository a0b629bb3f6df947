package dev.ticktide.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a reader of a Markdown file would copy from it: its blocks of code and the code within its sentences. */
public record Markdown(List<Block> blocks, List<Span> spans) {

    private static final Pattern SPAN = Pattern.compile("(?<!`)`([^`]+)`(?!`)");

    /**
     * Lines between fences, or indented by four.
     *
     * @param place the file and the line that the block begins at
     * @param kind what is written behind the fence, such as {@code yaml}; empty if nothing is
     */
    public record Block(String place, String kind, List<String> lines) {

        public String text() {
            return String.join("\n", lines);
        }
    }

    /** Code within a sentence, its line ends made blanks. */
    public record Span(String place, String text) {}

    public static Markdown read(Path file) throws IOException {
        List<Block> blocks = new ArrayList<>();
        StringBuilder prose = new StringBuilder();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            List<String> inside = new ArrayList<>();
            String place = file + ":" + (i + 1);
            if (line.strip().startsWith("```")) {
                String kind = line.strip().substring(3).strip();
                for (i++; i < lines.size() && !lines.get(i).strip().equals("```"); i++) {
                    inside.add(lines.get(i));
                }
                blocks.add(new Block(place, kind, inside));
            } else if (line.startsWith("    ") && (i == 0 || lines.get(i - 1).isBlank())) {
                for (; i < lines.size() && lines.get(i).startsWith("    "); i++) {
                    inside.add(lines.get(i).strip());
                }
                i--;
                blocks.add(new Block(place, "", inside));
            } else {
                prose.append(line).append('\n');
            }
        }
        List<Span> spans = new ArrayList<>();
        // A span doesn't reach over the end of its paragraph.
        for (String paragraph : prose.toString().split("\n\\s*\n")) {
            SPAN.matcher(paragraph)
                    .results()
                    .forEach(span ->
                            spans.add(new Span(file.toString(), span.group(1).replaceAll("\\s+", " "))));
        }
        return new Markdown(blocks, spans);
    }
}
