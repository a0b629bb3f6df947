package dev.ticktide.stats;

import de.siegmar.fastcsv.reader.CsvReader;
import dev.ticktide.stats.Sources.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files of more lines than the goal. Those that are long for a reason are named with it in {@code src/test/resources/stats/long-files.csv}, columns
 * {@code file} and {@code reason}.
 */
record LongFiles(List<String> unnamed, List<String> named, List<String> needless) {

    private static final String REASONS = "src/test/resources/stats/long-files.csv";

    static LongFiles over(int mostLines, Sources sources, Path checkout) throws IOException {
        Map<String, String> reasons = reasons(checkout.resolve(REASONS));
        List<String> unnamed = new ArrayList<>();
        List<String> named = new ArrayList<>();
        List<Source> files = sources.files().stream()
                .filter(file -> file.lines().size() > mostLines)
                .sorted(Comparator.comparingInt((Source file) -> file.lines().size())
                        .reversed())
                .toList();
        for (Source file : files) {
            String place = "%d lines: %s".formatted(file.lines().size(), file.path());
            String reason = reasons.remove(file.path());
            if (reason == null) {
                unnamed.add(place);
            } else {
                named.add(place + ", " + reason);
            }
        }
        return new LongFiles(unnamed, named, List.copyOf(reasons.keySet()));
    }

    private static Map<String, String> reasons(Path file) throws IOException {
        Map<String, String> reasons = new LinkedHashMap<>();
        if (Files.exists(file)) {
            try (var rows = CsvReader.builder().ofNamedCsvRecord(file)) {
                rows.forEach(row -> reasons.put(row.getField("file"), row.getField("reason")));
            }
        }
        return reasons;
    }
}
