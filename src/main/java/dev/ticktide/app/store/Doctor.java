package dev.ticktide.app.store;

import dev.ticktide.store.StoreConfig;
import dev.ticktide.store.sqlite.SqliteDoctor;
import java.io.PrintStream;
import java.nio.file.Path;

/** Says whether what is stored is whole. Changes nothing, so that it may be asked while Ticktide runs. */
public final class Doctor {

    private static final int DAMAGED = 1;

    private Doctor() {}

    /** The exit code. */
    public static int store(StoreConfig config, PrintStream out) {
        if (config.url() != null) {
            out.println(
                    "store.url names a PostgreSQL database, which looks after its own pages: SHOW data_checksums says"
                            + " whether it checks them, pg_amcheck looks at its indexes, and its own backups restore it.");
            return 0;
        }
        SqliteDoctor.Report report = SqliteDoctor.examine(Path.of(config.path()));
        report.lines().forEach(out::println);
        return report.whole() ? 0 : DAMAGED;
    }
}
