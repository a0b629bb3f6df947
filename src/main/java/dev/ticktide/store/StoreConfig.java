package dev.ticktide.store;

import dev.ticktide.settings.Setting;
import dev.ticktide.settings.Within;
import org.jspecify.annotations.Nullable;

/** The section {@code store} of the settings: where the data is kept. */
public record StoreConfig(
        @Setting(meaning = "The SQLite file, used unless there is a url.", standard = "data/ticktide.db")
        String path,

        @Setting(
                meaning = "The PostgreSQL database, postgresql://user@host:5432/database; several host:port with commas"
                        + " between them for a primary and its standbys. Left out: the SQLite file.")
        @Nullable
        String url,

        @Setting(
                meaning =
                        "The password of the user in url; rather in the environment, as TICKTIDE__STORE__PASSWORD, than"
                                + " in a file.")
        @Nullable
        String password,

        @Setting(
                meaning =
                        "Into how many partitions a new store divides the symbols; a store that exists keeps its own.",
                unit = "partitions",
                standard = "64")
        @Within(min = 1, max = 1024)
        int partitions,

        @Setting(
                meaning = "Whether a PostgreSQL server is refused whose commits do not wait for a standby.",
                standard = "false")
        boolean requireSyncReplica,

        @Setting(meaning = "How long data is kept. Signals and their outcomes stay.")
        RetentionConfig retention) {}
