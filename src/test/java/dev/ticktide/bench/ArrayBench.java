package dev.ticktide.bench;

import dev.ticktide.numeric.StableHash;
import dev.ticktide.store.sqlite.SqliteStore;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Arrays of 1,000 candles through the whole pipeline, against a bare JDBC loop that inserts the same rows into the same table
 * (its primary key and its index by seq included), 1,000 a transaction, with the same fsync on the same disk.
 */
final class ArrayBench implements Bench.Benchmark {

    private static final int ROWS = 1_000;
    private static final int SYMBOLS = 100;
    private static final int PARTITIONS = 64;
    private static final int CONNECTIONS = 4;
    private static final int PAIRS = 9;
    private static final double SECONDS = 2;
    private static final int ARRAYS = 400;

    private final Prices prices = new Prices();
    private long second = 1_700_000_000L;
    private long bareSecond = 1_700_000_000L;
    private long bareSeq;

    @Override
    public List<Bench.Figure> run(Path folder) throws Exception {
        Vertx vertx = Vertx.vertx();
        Path bareFolder = Files.createDirectory(folder.resolve("bare"));
        Path bareFile = bareFolder.resolve("bare.db");
        SqliteStore.open(bareFile, PARTITIONS).close();
        try (ServerProcess server = ServerProcess.start(folder, "512m");
                Connection bare = DriverManager.getConnection(
                        "jdbc:sqlite:" + bareFile
                                + "?journal_mode=WAL&synchronous=FULL&transaction_mode=IMMEDIATE&cache_size=-32768&jdbc.get_generated_keys=false")) {
            bare.setAutoCommit(false);
            pipeline(vertx, server, 8);
            bare(bare, 2);
            pipeline(vertx, server, 2);
            double[] ratios = new double[PAIRS];
            double[] ours = new double[PAIRS];
            double[] theirs = new double[PAIRS];
            for (int i = 0; i < PAIRS; i++) {
                if (i % 2 == 0) {
                    theirs[i] = bare(bare, SECONDS);
                    ours[i] = pipeline(vertx, server, SECONDS);
                } else {
                    ours[i] = pipeline(vertx, server, SECONDS);
                    theirs[i] = bare(bare, SECONDS);
                }
                ratios[i] = ours[i] / theirs[i];
            }
            return List.of(
                    Bench.Figure.shown(
                            "array: bare JDBC loop, 1,000 rows a commit", Statistics.median(theirs), "candles/s"),
                    Bench.Figure.shown("array: whole pipeline, arrays of 1,000", Statistics.median(ours), "candles/s"),
                    Bench.Figure.atLeast(
                            "array: pipeline / bare JDBC (median of " + PAIRS + " pairs)",
                            Statistics.median(ratios),
                            "ratio",
                            0.7),
                    Bench.Figure.shown(
                            "array: pipeline / bare JDBC (lower quartile)",
                            Statistics.quantile(ratios, 0.25),
                            "ratio"));
        } finally {
            vertx.close();
        }
    }

    private double pipeline(Vertx vertx, ServerProcess server, double seconds) throws InterruptedException {
        // Made before the clock runs: the client is not what is measured.
        Queue<Buffer> arrays = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < ARRAYS * seconds; i++) {
            arrays.add(Load.request(server.ingestPort, "/ingest", array()));
        }
        Load.Result result = Load.run(vertx, server.ingestPort, CONNECTIONS, seconds, connection -> arrays.poll());
        if (result.other() > 0) {
            throw new IllegalStateException(result.other() + " arrays were not taken");
        }
        return result.ok() * ROWS / result.seconds();
    }

    private byte[] array() {
        StringBuilder body = new StringBuilder(ROWS * 150).append('[');
        for (int i = 0; i < ROWS; i++) {
            if (i % SYMBOLS == 0) {
                second++;
            }
            body.append(i == 0 ? "" : ",");
            prices.append(body, "S" + i % SYMBOLS, second);
        }
        return body.append(']').toString().getBytes(StandardCharsets.US_ASCII);
    }

    private double bare(Connection connection, double seconds) throws Exception {
        long began = System.nanoTime();
        long rows = 0;
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO candle (partition, time, symbol, seq, arrival, late, open, high, low, close, volume)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            while (System.nanoTime() - began < seconds * 1e9) {
                for (int i = 0; i < ROWS; i++) {
                    if (i % SYMBOLS == 0) {
                        bareSecond++;
                    }
                    String symbol = "S" + i % SYMBOLS;
                    insert.setInt(1, StableHash.partition(symbol, PARTITIONS));
                    insert.setLong(2, bareSecond * 1_000_000);
                    insert.setString(3, symbol);
                    insert.setLong(4, ++bareSeq);
                    insert.setLong(5, bareSecond * 1_000_000);
                    insert.setInt(6, 0);
                    insert.setDouble(7, 105.25);
                    insert.setDouble(8, 112.5);
                    insert.setDouble(9, 99.5);
                    insert.setDouble(10, close(bareSecond, i));
                    insert.setDouble(11, 1_200);
                    insert.addBatch();
                }
                insert.executeBatch();
                connection.commit();
                rows += ROWS;
            }
        }
        return rows / ((System.nanoTime() - began) / 1e9);
    }

    private static double close(long second, int i) {
        return 100 + ((second * 31 + i * 7L) % 1000) / 100.0;
    }
}
