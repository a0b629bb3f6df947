package dev.ticktide.store.sqlite;

import dev.ticktide.store.Store;
import dev.ticktide.store.sqlite.tables.SqliteProgress;
import dev.ticktide.store.sqlite.tables.SqliteStatements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** The owner of each partition as of the writer's running transaction; confined to the writer's thread. */
final class SqliteOwners {

    private final Connection connection;
    private final SqliteStatements statements;
    private final Map<String, Map<Integer, Store.Owner>> owners = new HashMap<>();
    private long dataVersion = -1;
    private long knownEpochs;

    SqliteOwners(Connection connection, SqliteStatements statements) {
        this.connection = connection;
        this.statements = statements;
    }

    boolean isHeld(Store.Fence fence) {
        Store.Owner owner = of(fence.stage()).get(fence.partition());
        return owner != null && owner.epoch() == fence.epoch();
    }

    /** As {@link Store#claim}. */
    OptionalLong claim(String stage, int partition, long expectedEpoch, String node) throws SQLException {
        Store.Owner owner = of(stage).get(partition);
        if ((owner == null ? 0 : owner.epoch()) != expectedEpoch) {
            return OptionalLong.empty();
        }
        long epoch = expectedEpoch + 1;
        SqliteProgress.own(statements, stage, partition, epoch, node);
        of(stage).put(partition, new Store.Owner(epoch, node));
        knownEpochs++;
        return OptionalLong.of(epoch);
    }

    /** As {@link Store#release}. */
    void release(Store.Fence fence) throws SQLException {
        if (isHeld(fence)) {
            SqliteProgress.own(statements, fence.stage(), fence.partition(), fence.epoch(), Store.Owner.NOBODY);
            of(fence.stage()).put(fence.partition(), new Store.Owner(fence.epoch(), Store.Owner.NOBODY));
        }
    }

    /** A copy that also has what other processes have released. */
    Map<Integer, Store.Owner> read(String stage) throws SQLException {
        readAll();
        return Map.copyOf(of(stage));
    }

    /** Call at the beginning of each transaction. */
    void refresh() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA data_version")) {
            // Moves only when another process has committed; our own claims keep the map up to date themselves.
            long version = row.getLong(1);
            if (version != dataVersion) {
                if (dataVersion < 0 || epochs() != knownEpochs) {
                    readAll();
                }
                dataVersion = version;
            }
        }
    }

    /** Call when a transaction was rolled back. */
    void forget() {
        owners.clear();
        dataVersion = -1;
    }

    private Map<Integer, Store.Owner> of(String stage) {
        return owners.computeIfAbsent(stage, unused -> new HashMap<>());
    }

    /** Epochs only rise, so their sum shows whether a fence has changed; other nodes commit all the time. */
    private long epochs() throws SQLException {
        try (ResultSet row = statements
                .of("SELECT COALESCE(SUM(epoch), 0) FROM partition_owner")
                .executeQuery()) {
            return row.getLong(1);
        }
    }

    private void readAll() throws SQLException {
        knownEpochs = epochs();
        owners.clear();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT stage, partition, epoch, node FROM partition_owner")) {
            while (row.next()) {
                of(row.getString(1)).put(row.getInt(2), new Store.Owner(row.getLong(3), row.getString(4)));
            }
        }
    }
}
