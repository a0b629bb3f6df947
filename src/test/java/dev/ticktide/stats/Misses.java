package dev.ticktide.stats;

import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Places that miss a goal: without a reason, with one, and reasons of places that no longer miss it. */
record Misses(List<String> unnamed, List<String> named, List<String> needless) {

    /**
     * Sorts places by whether a reason is written down for them.
     *
     * @param sizes by place, such as {@code 260 lines}
     * @param reasons a CSV file of a place and its reason, under a heading; no reasons if it does not exist
     */
    static Misses of(Map<String, String> sizes, Path reasons) throws IOException {
        Map<String, String> left = read(reasons);
        List<String> unnamed = new ArrayList<>();
        List<String> named = new ArrayList<>();
        sizes.forEach((place, size) -> {
            String reason = left.remove(place);
            if (reason == null) {
                unnamed.add(size + ": " + place);
            } else {
                named.add(size + ": " + place + ", " + reason);
            }
        });
        return new Misses(unnamed, named, List.copyOf(left.keySet()));
    }

    private static Map<String, String> read(Path file) throws IOException {
        Map<String, String> reasons = new LinkedHashMap<>();
        if (Files.exists(file)) {
            try (var rows = CsvReader.builder().ofNamedCsvRecord(file)) {
                rows.forEach(row -> reasons.put(row.getField(0), row.getField(1)));
            }
        }
        return reasons;
    }
}
