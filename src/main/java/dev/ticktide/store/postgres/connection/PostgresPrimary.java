package dev.ticktide.store.postgres.connection;

import dev.ticktide.store.StoreAwayException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the one server of those named that takes writes. A standby is never it, nor is a former primary that has come back as
 * one beside its successor: a promotion begins a new timeline, and the highest counts. Thread-safe.
 */
final class PostgresPrimary {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresPrimary.class);

    /** Where there are several, one that does not answer at all must not hold up those that do. */
    private static final int ASK_SECONDS = 3;

    /** Owners may have claimed epochs that never reached the new primary. */
    private static final int EPOCHS_AHEAD = 1_000_000;

    /** The first eight digits of a log file's name are the timeline. A standby writes none, so that asking it would fail. */
    private static final String ASK = "SELECT CASE WHEN pg_is_in_recovery() THEN ''"
            + " ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END";

    private final Vertx vertx;
    private final PostgresAddress address;
    private final PostgresEncryption encryption;
    private volatile String timeline = "";
    private volatile PostgresAddress.@Nullable Server last;

    PostgresPrimary(Vertx vertx, PostgresAddress address, PostgresEncryption encryption) {
        this.vertx = vertx;
        this.address = address;
        this.encryption = encryption;
    }

    /** @param timeline empty for a standby */
    private record Candidate(PostgresAddress.Server server, PgConnection connection, String timeline) {}

    /** Opens a connection to the primary. */
    Future<PgConnection> connect(Map<String, String> properties) {
        List<Future<Candidate>> asked = new ArrayList<>();
        for (PostgresAddress.Server server : address.servers()) {
            asked.add(ask(server, properties));
        }
        return Future.join(asked).transform(all -> choose(asked));
    }

    /** How to connect to the primary. */
    Future<PgConnectOptions> options(Map<String, String> properties) {
        if (address.servers().size() == 1) {
            return encryption.settle(address.options(address.servers().get(0), properties));
        }
        return connect(properties).compose(connection -> {
            PostgresAddress.Server server = last;
            PostgresAddress.Server found = server == null ? address.servers().get(0) : server;
            return connection.close().compose(closed -> encryption.settle(address.options(found, properties)));
        });
    }

    /**
     * On a timeline that the data does not know yet, ends the right to write of every owner: what the server before it had
     * answered last may be missing here, so that all state has to be built again from what is stored. Needs the tables.
     */
    Future<Void> fenceOffBefore(SqlConnection connection) {
        String now = timeline;
        // One statement: of several nodes that come at once, the first changes the row and the others see it changed.
        return connection
                .preparedQuery("WITH known AS (INSERT INTO setting (name, value) VALUES ('timeline', $1) ON CONFLICT"
                        + " (name) DO UPDATE SET value = excluded.value WHERE setting.value <> excluded.value RETURNING"
                        + " xmax <> 0 AS changed) UPDATE partition_owner SET epoch = epoch + " + EPOCHS_AHEAD
                        + ", node = '' WHERE EXISTS (SELECT 1 FROM known WHERE changed)")
                .execute(Tuple.of(now))
                .onSuccess(rows -> {
                    if (rows.rowCount() > 0) {
                        LOG.warn(
                                "The primary is on timeline {} now: another server was promoted. {} partitions are built"
                                        + " again from what it has",
                                now,
                                rows.rowCount());
                    }
                })
                .mapEmpty();
    }

    private Future<Candidate> ask(PostgresAddress.Server server, Map<String, String> properties) {
        Future<PgConnection> opening = encryption
                .settle(address.options(server, properties))
                .compose(options -> PgConnection.connect(vertx, options));
        Future<Candidate> asked = opening.compose(connection -> connection
                .query(ASK)
                .execute()
                .map(rows ->
                        new Candidate(server, connection, rows.iterator().next().getString(0)))
                .onFailure(failed -> connection.close()));
        if (address.servers().size() == 1) {
            return asked;
        }
        return asked.timeout(ASK_SECONDS, TimeUnit.SECONDS).onFailure(late -> opening.onSuccess(PgConnection::close));
    }

    private Future<PgConnection> choose(List<Future<Candidate>> asked) {
        Candidate best = null;
        Candidate rival = null;
        Throwable failure = null;
        List<Candidate> others = new ArrayList<>();
        for (Future<Candidate> each : asked) {
            if (each.failed()) {
                failure = each.cause();
                continue;
            }
            Candidate candidate = each.result();
            others.add(candidate);
            int order = best == null ? 1 : candidate.timeline.compareTo(best.timeline);
            if (!candidate.timeline.isEmpty() && order >= 0) {
                rival = order == 0 ? best : null;
                best = candidate;
            }
        }
        String refusal = refusal(best, rival, !others.isEmpty());
        Candidate chosen = refusal == null ? best : null;
        others.remove(chosen);
        others.forEach(each -> each.connection.close());
        return chosen == null ? failed(refusal, failure) : Future.succeededFuture(note(chosen));
    }

    private static Future<PgConnection> failed(@Nullable String refusal, @Nullable Throwable failure) {
        return Future.failedFuture(
                refusal == null && failure != null
                        ? failure
                        : new StoreAwayException(String.valueOf(refusal), new IOException(refusal)));
    }

    /** Remembers the primary; its connection. */
    private PgConnection note(Candidate primary) {
        if (!primary.server.equals(last) && address.servers().size() > 1) {
            LOG.info("The primary of {} is {}, on timeline {}", address.server(), primary.server, primary.timeline);
        }
        last = primary.server;
        timeline = primary.timeline;
        return primary.connection;
    }

    private @Nullable String refusal(@Nullable Candidate best, @Nullable Candidate rival, boolean answered) {
        if (best == null) {
            return answered
                    ? "PostgreSQL at " + address.server() + " has no primary: what answers is a standby (recovering)"
                    : null;
        }
        if (rival != null) {
            return "both " + rival.server + " and " + best.server
                    + " say that they are the primary, on the same timeline;" + " name only the right one in store.url";
        }
        if (best.timeline.compareTo(timeline) < 0) {
            return best.server + " is a former primary (timeline " + best.timeline + ", there was " + timeline
                    + " already)";
        }
        return null;
    }
}
