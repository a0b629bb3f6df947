package dev.ticktide.store.postgres;

import dev.ticktide.store.SchemaException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.util.Set;

/** Refuses a server that answers a commit before it is on the disk: what /ingest has answered must outlive a power cut. */
final class PostgresDurability {

    /** The weaker ones wait for less than the flush of our own server's log. */
    private static final Set<String> KEPT = Set.of("on", "remote_apply");

    private PostgresDurability() {}

    static Future<Void> require(SqlConnection connection) {
        // Set as found, so that a later reload of the server's settings can't weaken this session.
        return connection
                .query("SELECT current_setting('fsync'),"
                        + " set_config('synchronous_commit', current_setting('synchronous_commit'), false)")
                .execute()
                .compose(rows -> {
                    Row row = rows.iterator().next();
                    return check(row.getString(0), row.getString(1));
                });
    }

    private static Future<Void> check(String fsync, String synchronousCommit) {
        if (!fsync.equals("on")) {
            return refuse("fsync is " + fsync + "; set fsync = on in postgresql.conf");
        }
        if (!KEPT.contains(synchronousCommit)) {
            return refuse("synchronous_commit is " + synchronousCommit
                    + "; set synchronous_commit = on for the server, the database and the user");
        }
        return Future.succeededFuture();
    }

    private static Future<Void> refuse(String why) {
        return Future.failedFuture(new SchemaException("PostgreSQL could lose what it has answered: " + why));
    }
}
