package dev.ticktide.store.postgres.tables;

import static dev.ticktide.store.postgres.tables.Columns.ints;
import static dev.ticktide.store.postgres.tables.Columns.longs;
import static dev.ticktide.store.postgres.tables.Columns.texts;

import dev.ticktide.market.log.Partitions;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Rows of owners, heartbeats, snapshots and cursors.
 *
 * <p>A fence holds: {@link #held} reads the epochs with a share lock that lasts until the write is committed,
 * {@link #claim} changes them, which needs the row to itself. If the claim came first, the lock waits for it and then,
 * under READ COMMITTED, reads the row as the claim left it; if the write came first, the claim waits for its end. Both
 * take their rows in the order of the key, so that neither can wait for the other in a circle.
 */
public final class PostgresProgress {

    /** Besides what cursors need: one to fall back on when the newest can't be read. */
    private static final int SPARE_SNAPSHOTS = 2;

    private static final String HELD = "SELECT o.stage, o.partition, o.epoch FROM unnest($1::text[], $2::int4[])"
            + " AS fence (stage, partition) JOIN partition_owner o"
            + " ON o.stage = fence.stage AND o.partition = fence.partition"
            + " ORDER BY o.stage, o.partition FOR SHARE OF o";

    /** Rows are never deleted, so one that is claimed at a later epoch is there; only an epoch of 0 may make it. */
    private static final String CLAIM = "INSERT INTO partition_owner AS o (stage, partition, epoch, node)"
            + " SELECT w.stage, w.partition, w.expected + 1, w.node"
            + " FROM unnest($1::text[], $2::int4[], $3::int8[], $4::text[]) AS w (stage, partition, expected, node)"
            + " WHERE w.expected = 0 OR EXISTS (SELECT 1 FROM partition_owner p"
            + " WHERE p.stage = w.stage AND p.partition = w.partition)"
            + " ORDER BY w.stage COLLATE \"C\", w.partition"
            + " ON CONFLICT (stage, partition) DO UPDATE SET epoch = excluded.epoch, node = excluded.node"
            + " WHERE o.epoch = excluded.epoch - 1"
            + " RETURNING stage, partition";

    private static final String PRUNE = "DELETE FROM snapshot WHERE stage = $1 AND partition = $2"
            + " AND seq < (SELECT MIN(seq) FROM (SELECT seq FROM snapshot WHERE stage = $1 AND partition = $2"
            + " ORDER BY seq DESC LIMIT $3) AS newest)"
            + " AND seq < COALESCE((SELECT MAX(seq) FROM snapshot WHERE stage = $1 AND partition = $2"
            + " AND seq <= (SELECT MIN(seq) FROM cursor WHERE partition = $2)), $4)"
            + " AND seq NOT IN (SELECT seq FROM log_mark WHERE partition = $2"
            + " UNION ALL SELECT seq FROM log_base WHERE partition = $2)";

    /** Read at a time: one of them can be read, or none. */
    private static final int MAX_SNAPSHOTS = 4;

    private static final String BASE = "(SELECT seq FROM log_base WHERE partition = $2)";

    private static final String SNAPSHOTS = "SELECT seq, body FROM snapshot WHERE stage = $1 AND partition = $2"
            + " AND (seq = " + BASE + " OR seq > COALESCE(" + BASE + ", -1) AND seq IN (SELECT seq FROM snapshot"
            + " WHERE stage = $1 AND partition = $2 AND seq <= $3 ORDER BY seq DESC LIMIT " + MAX_SNAPSHOTS
            + ")) ORDER BY seq DESC";

    /** One partition of one stage. */
    public record StagePartition(String stage, int partition) {}

    /** What {@link Store#claim} is asked for. */
    public record Claim(StagePartition key, long expected, String node) {}

    private PostgresProgress() {}

    /** The epochs of these partitions, which stay until the transaction ends. */
    public static Future<Map<StagePartition, Long>> held(SqlClient client, Collection<StagePartition> keys) {
        return client.preparedQuery(HELD)
                .execute(Tuple.from(List.of(texts(keys, StagePartition::stage), ints(keys, StagePartition::partition))))
                .map(rows -> {
                    Map<StagePartition, Long> epochs = new HashMap<>();
                    rows.forEach(row -> epochs.put(key(row), row.getLong(2)));
                    return epochs;
                });
    }

    /** The partitions that were claimed. Commits by itself. */
    public static Future<Set<StagePartition>> claim(SqlClient client, Collection<Claim> claims) {
        return client.preparedQuery(CLAIM)
                .execute(Tuple.of(
                        texts(claims, claim -> claim.key().stage()),
                        ints(claims, claim -> claim.key().partition()),
                        longs(claims, Claim::expected),
                        texts(claims, Claim::node)))
                .map(rows -> new HashSet<>(PostgresLog.all(rows, PostgresProgress::key)));
    }

    /** As {@link Store#owners}. */
    public static Future<Map<Integer, Store.Owner>> owners(SqlClient client, String stage) {
        return client.preparedQuery("SELECT partition, epoch, node FROM partition_owner WHERE stage = $1")
                .execute(Tuple.of(stage))
                .map(rows -> {
                    Map<Integer, Store.Owner> owners = new HashMap<>();
                    rows.forEach(
                            row -> owners.put(row.getInteger(0), new Store.Owner(row.getLong(1), row.getString(2))));
                    return owners;
                });
    }

    /** As {@link Store#release}. */
    public static Future<?> release(SqlClient client, Store.Fence fence) {
        return client.preparedQuery(
                        "UPDATE partition_owner SET node = $4 WHERE stage = $1 AND partition = $2 AND epoch = $3")
                .execute(Tuple.of(fence.stage(), fence.partition(), fence.epoch(), Store.Owner.NOBODY));
    }

    /** As {@link Store#beat}. */
    public static Future<?> beat(SqlClient client, String node, long beat, long forgetBefore) {
        Future<?> noted = client.preparedQuery("INSERT INTO node_beat (node, beat) VALUES ($1, $2)"
                        + " ON CONFLICT (node) DO UPDATE SET beat = excluded.beat")
                .execute(Tuple.of(node, beat));
        Future<?> forgotten =
                client.preparedQuery("DELETE FROM node_beat WHERE beat < $1").execute(Tuple.of(forgetBefore));
        return Future.all(noted, forgotten);
    }

    /** As {@link Store#now}: the time of the call, not of the transaction. */
    public static Future<Long> now(SqlClient client) {
        return client.preparedQuery("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::int8")
                .execute()
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** As {@link Store#beats}. */
    public static Future<Map<String, Long>> beats(SqlClient client) {
        return client.preparedQuery("SELECT node, beat FROM node_beat")
                .execute()
                .map(rows -> {
                    Map<String, Long> beats = new HashMap<>();
                    rows.forEach(row -> beats.put(row.getString(0), row.getLong(1)));
                    return beats;
                });
    }

    /**
     * As {@link Store#saveSnapshot}.
     *
     * @param partitions of symbols, which says which log is that of economic indicators
     */
    public static Future<?> saveSnapshot(SqlClient client, int partitions, Store.Snapshot snapshot) {
        Future<?> saved = client.preparedQuery(
                        "INSERT INTO snapshot (stage, partition, seq, body)"
                                + " VALUES ($1, $2, $3, $4) ON CONFLICT (stage, partition, seq) DO UPDATE SET body = excluded.body")
                .execute(Tuple.of(
                        snapshot.stage(), snapshot.partition(), snapshot.seq(), Buffer.buffer(snapshot.body())));
        // A replay starts from the newest snapshot at or before the slowest reader's cursor; older ones are of no use.
        // The
        // log of economic indicators has no reader with a cursor.
        long unread = snapshot.partition() == Partitions.economy(partitions) ? Long.MAX_VALUE : 0;
        Future<?> pruned = client.preparedQuery(PRUNE)
                .execute(Tuple.of(snapshot.stage(), snapshot.partition(), (long) SPARE_SNAPSHOTS, unread));
        return Future.all(saved, pruned);
    }

    /** As {@link Store#snapshots}; of many the four newest. */
    public static Future<List<Store.Snapshot>> snapshots(
            SqlClient client, String stage, int partition, long atMostSeq) {
        return client.preparedQuery(SNAPSHOTS)
                .execute(Tuple.of(stage, partition, atMostSeq))
                .map(rows -> PostgresLog.all(
                        rows,
                        row -> new Store.Snapshot(
                                stage,
                                partition,
                                row.getLong(0),
                                row.getBuffer(1).getBytes())));
    }

    /** As {@link Store#dropSnapshot}. */
    public static Future<?> dropSnapshot(SqlClient client, String stage, int partition, long seq) {
        Future<?> mark = stage.equals("indicator")
                ? client.preparedQuery("DELETE FROM log_mark WHERE partition = $1 AND seq = $2")
                        .execute(Tuple.of(partition, seq))
                : Future.succeededFuture();
        Future<?> body = client.preparedQuery("DELETE FROM snapshot WHERE stage = $1 AND partition = $2 AND seq = $3")
                .execute(Tuple.of(stage, partition, seq));
        return Future.all(mark, body);
    }

    /** A cursor never goes back: a repeat of older work must not make the next restart repeat more of it. */
    static Future<?> move(SqlClient client, SortedMap<Integer, Long> cursors, String stage) {
        return client.preparedQuery("INSERT INTO cursor AS c (stage, partition, seq)"
                        + " SELECT $1, * FROM unnest($2::int4[], $3::int8[])"
                        + " ON CONFLICT (stage, partition) DO UPDATE SET seq = GREATEST(c.seq, excluded.seq)")
                .execute(Tuple.of(
                        stage,
                        cursors.keySet().toArray(Integer[]::new),
                        cursors.values().toArray(Long[]::new)));
    }

    /** As {@link Store#cursors}. */
    public static Future<Map<Integer, Long>> cursors(SqlClient client, String stage) {
        return client.preparedQuery("SELECT partition, seq FROM cursor WHERE stage = $1")
                .execute(Tuple.of(stage))
                .map(rows -> {
                    Map<Integer, Long> cursors = new HashMap<>();
                    rows.forEach(row -> cursors.put(row.getInteger(0), row.getLong(1)));
                    return cursors;
                });
    }

    private static StagePartition key(Row row) {
        return new StagePartition(row.getString(0), row.getInteger(1));
    }
}
