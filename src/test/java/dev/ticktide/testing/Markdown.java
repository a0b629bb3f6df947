package dev.ticktide.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

        /** Of a change: the file that the first line names, relative to a checkout. */
        public Path changed(Path checkout) {
            return checkout.resolve(lines.get(0).replace("+++ ", ""));
        }

        /** Applies a change: the lines with a plus are put between their neighbours, which must be there just once. */
        public void apply(Path checkout) throws IOException {
            List<String> change = lines.subList(1, lines.size());
            String before = change.stream()
                    .filter(line -> line.startsWith(" "))
                    .map(line -> line.substring(1))
                    .collect(Collectors.joining("\n"));
            String after = change.stream().map(line -> line.substring(1)).collect(Collectors.joining("\n"));
            String text = Files.readString(changed(checkout));
            int at = text.indexOf(before);
            if (at < 0 || text.indexOf(before, at + 1) >= 0) {
                throw new AssertionError(place + " does not fit exactly once");
            }
            Files.writeString(changed(checkout), text.replace(before, after));
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
