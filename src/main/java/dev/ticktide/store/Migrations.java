package dev.ticktide.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The numbered scripts that bring a store to this program's schema. Each store has all of them, in its own dialect, under
 * {@code migrations/sqlite} and {@code migrations/postgres}.
 */
public final class Migrations {

    /** In the order in which they run; the schema's version is the number of those that have run. */
    public static final List<String> ALL = List.of(
            "001_start.sql",
            "002_node_beat.sql",
            "003_strength.sql",
            "004_economy_log.sql",
            "005_retention.sql",
            "006_decision.sql",
            "007_checksum.sql",
            "008_history.sql",
            "009_checkpoint.sql",
            "010_correction.sql",
            "011_history_kept.sql",
            "012_outbox.sql");

    private Migrations() {}

    /** The text of the script of that path, such as {@code sqlite/001_start.sql}; it is part of the program. */
    public static String read(String path) {
        try (InputStream in = Migrations.class.getResourceAsStream("/migrations/" + path)) {
            if (in == null) {
                throw new IllegalStateException("migration " + path + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
