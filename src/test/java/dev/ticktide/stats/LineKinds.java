package dev.ticktide.stats;

import dev.ticktide.stats.Sources.Source;
import java.util.List;

/**
 * Counts lines by what is on them. A line with code and a comment behind it is a line of code; what looks like a comment inside a text
 * block is code too.
 */
record LineKinds(int code, int comment) {

    static LineKinds of(List<Source> files) {
        return files.stream()
                .map(file -> ofLines(file.lines()))
                .reduce(new LineKinds(0, 0), (a, b) -> new LineKinds(a.code + b.code, a.comment + b.comment));
    }

    private static LineKinds ofLines(List<String> lines) {
        int code = 0;
        int comment = 0;
        boolean inComment = false;
        boolean inText = false;
        for (String line : lines) {
            String text = line.strip();
            if (text.isEmpty()) {
                continue;
            }
            boolean opens = !inText && !inComment && text.startsWith("/*");
            if (inComment || opens || (!inText && text.startsWith("//"))) {
                comment++;
                inComment = (inComment || opens) && !text.contains("*/");
                continue;
            }
            code++;
            inText ^= text.split("\"\"\"", -1).length % 2 == 0;
        }
        return new LineKinds(code, comment);
    }

    /** Comment lines in percent of the lines that are not blank. */
    double commentPercent() {
        return code + comment == 0 ? 0 : 100.0 * comment / (code + comment);
    }
}
