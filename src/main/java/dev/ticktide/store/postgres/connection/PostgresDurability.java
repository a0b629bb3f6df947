package dev.ticktide.store.postgres.connection;

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

    /** @param replica whether a commit must also wait for another server */
    static Future<Void> require(SqlConnection connection, boolean replica) {
        return require(connection).compose(kept -> replica ? requireReplica(connection) : Future.succeededFuture());
    }

    /** What of {@code pg_stat_replication} is another user's is null without the right to see it. */
    private static Future<Void> requireReplica(SqlConnection connection) {
        return connection
                .query("SELECT current_setting('synchronous_standby_names'), COUNT(*) FILTER (WHERE sync_state IN"
                        + " ('sync', 'quorum')), COUNT(*) FILTER (WHERE pid IS NOT NULL AND sync_state IS NULL)"
                        + " FROM pg_stat_replication")
                .execute()
                .compose(rows -> {
                    Row row = rows.iterator().next();
                    if (row.getString(0).isBlank()) {
                        return refuse("store.require_sync_replica is on and synchronous_standby_names is empty, so that"
                                + " commits wait for no standby; set it, such as synchronous_standby_names = '*'");
                    }
                    if (row.getLong(1) + row.getLong(2) == 0) {
                        return refuse("store.require_sync_replica is on and no synchronous standby is connected;"
                                + " pg_stat_replication.sync_state says what is");
                    }
                    return Future.succeededFuture();
                });
    }

    private static Future<Void> require(SqlConnection connection) {
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
