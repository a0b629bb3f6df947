package dev.ticktide.crash;

import dev.ticktide.market.Candle;
import dev.ticktide.market.DecisionKind;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.LogEvent;
import dev.ticktide.market.MarketData;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.testing.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sqlite.SQLiteConfig;

/** What a database file holds, read by plain SQL in one transaction, so without the code that wrote it. */
record StoredData(
        Map<Integer, List<LogEntry>> log,
        List<Snapshot> snapshots,
        Map<String, String> signals,
        Map<String, Double> scores,
        Map<String, String> outbox,
        Map<String, String> bars,
        Map<String, String> unsent,
        String integrity) {

    /** An indicator snapshot. */
    record Snapshot(int partition, long seq, byte[] body) {}

    static StoredData read(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(5_000);
        try (Connection connection =
                DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath(), config.toProperties())) {
            return read(connection, true);
        } catch (SQLException e) {
            throw new IllegalStateException("reading " + file, e);
        }
    }

    /** What a PostgreSQL database holds. */
    static StoredData read(PostgresServer server) {
        try (Connection connection = server.connect()) {
            return read(connection, false);
        } catch (SQLException e) {
            throw new IllegalStateException("reading from PostgreSQL", e);
        }
    }

    private static StoredData read(Connection connection, boolean sqlite) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sqlite ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ");
            return new StoredData(
                    log(statement, sqlite ? List.of("candle", "journal") : List.of("candle")),
                    snapshots(statement),
                    texts(
                            statement,
                            "SELECT id, partition || '|' || seq || '|' || symbol || '|' || timeframe || '|' || strategy"
                                    + " || '|' || version || '|' || side || '|' || bar_time || '|' || generated_at,"
                                    + " price, strength, explain || '|' || inputs FROM signal"),
                    scores(statement),
                    texts(
                            statement,
                            "SELECT id, signal_id || '|' || symbol || '|' || side || '|' || channel || '|' || recipient"
                                    + " || '|' || created_at, 0.0, 0.0, signal_json FROM outbox"),
                    bars(statement),
                    texts(
                            statement,
                            "SELECT id, state || ' after ' || attempts, 0.0, 0.0, coalesce(reason, '') FROM outbox"
                                    + " WHERE state <> 'sent'"),
                    sqlite ? integrity(statement) : "ok");
        }
    }

    /** Every entry, partition by partition. */
    List<LogEntry> entries() {
        List<LogEntry> all = new ArrayList<>();
        log.values().forEach(all::addAll);
        return all;
    }

    /** Every event that was sent, as often as it is stored. */
    List<MarketEvent> events() {
        List<MarketEvent> events = new ArrayList<>();
        entries().forEach(entry -> {
            if (entry.event() instanceof MarketEvent event) {
                events.add(event);
            }
        });
        return events;
    }

    /** The same but for the log entries of symbols that begin with {@code prefix}. */
    StoredData without(String prefix) {
        Map<Integer, List<LogEntry>> left = new TreeMap<>();
        log.forEach((partition, entries) -> left.put(
                partition,
                entries.stream()
                        .filter(entry -> !entry.event().subject().startsWith(prefix))
                        .toList()));
        return new StoredData(left, snapshots, signals, scores, outbox, bars, unsent, integrity);
    }

    private static Map<Integer, List<LogEntry>> log(Statement statement, List<String> tables) throws SQLException {
        Map<Integer, List<LogEntry>> log = new TreeMap<>();
        String columns = "SELECT partition, seq, arrival, late, symbol, time, open, high, low, close, volume FROM ";
        try (ResultSet row = statement.executeQuery(
                tables.stream().map(table -> columns + table).collect(Collectors.joining(" UNION ALL ")))) {
            while (row.next()) {
                add(
                        log,
                        row,
                        new Candle(
                                row.getString(5),
                                row.getLong(6),
                                row.getDouble(7),
                                row.getDouble(8),
                                row.getDouble(9),
                                row.getDouble(10),
                                row.getDouble(11)));
            }
        }
        try (ResultSet row = statement.executeQuery(
                "SELECT partition, seq, arrival, late, type, subject, time, side, first, second FROM metadata")) {
            while (row.next()) {
                add(log, row, metadata(row));
            }
        }
        try (ResultSet row =
                statement.executeQuery("SELECT partition, seq, arrival, 0, kind, subject, time, body FROM decision")) {
            while (row.next()) {
                add(
                        log,
                        row,
                        DecisionKind.of(row.getString(5)).read(row.getString(6), row.getLong(7), row.getString(8)));
            }
        }
        log.values().forEach(entries -> entries.sort(Comparator.comparingLong(LogEntry::seq)));
        return log;
    }

    private static void add(Map<Integer, List<LogEntry>> log, ResultSet row, LogEvent event) throws SQLException {
        LogEntry entry = new LogEntry(row.getInt(1), row.getLong(2), row.getLong(3), row.getInt(4) != 0, event);
        log.computeIfAbsent(entry.partition(), unused -> new ArrayList<>()).add(entry);
    }

    private static MarketEvent metadata(ResultSet row) throws SQLException {
        String subject = row.getString(6);
        long time = row.getLong(7);
        double first = row.getDouble(9);
        double second = row.getDouble(10);
        return switch (row.getString(5)) {
            case "order_book" ->
                new OrderBookEntry(
                        subject, time, Side.valueOf(row.getString(8).toUpperCase(Locale.ROOT)), first, second);
            case "news_sentiment" -> new NewsSentiment(subject, time, first, second);
            case "market_data" -> new MarketData(subject, time, first, second);
            case "economic_indicator" -> new EconomicIndicator(subject, time, first);
            default -> throw new IllegalStateException("metadata of type " + row.getString(5));
        };
    }

    private static List<Snapshot> snapshots(Statement statement) throws SQLException {
        List<Snapshot> snapshots = new ArrayList<>();
        try (ResultSet row =
                statement.executeQuery("SELECT partition, seq, body FROM snapshot WHERE stage = 'indicator'")) {
            while (row.next()) {
                snapshots.add(new Snapshot(row.getInt(1), row.getLong(2), row.getBytes(3)));
            }
        }
        return snapshots;
    }

    /** Columns: key, text, number, number, text. Numbers go through Java, so that every bit of them counts. */
    private static Map<String, String> texts(Statement statement, String sql) throws SQLException {
        Map<String, String> rows = new TreeMap<>();
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                String old = rows.put(
                        row.getString(1), text(row.getString(2), row.getDouble(3), row.getDouble(4), row.getString(5)));
                if (old != null) {
                    throw new IllegalStateException("twice in the table: " + old);
                }
            }
        }
        return rows;
    }

    /** The form in which rows are compared. */
    static String text(String first, double a, double b, String last) {
        return first + "|" + a + "|" + b + "|" + last;
    }

    private static Map<String, String> bars(Statement statement) throws SQLException {
        Map<String, String> bars = new TreeMap<>();
        try (ResultSet row = statement.executeQuery(
                "SELECT symbol, timeframe, time, open, high, low, close, volume, candles FROM bar")) {
            while (row.next()) {
                bars.put(
                        barKey(row.getString(1), row.getString(2), row.getLong(3)),
                        new Bar(
                                        row.getLong(3),
                                        row.getDouble(4),
                                        row.getDouble(5),
                                        row.getDouble(6),
                                        row.getDouble(7),
                                        row.getDouble(8),
                                        row.getInt(9))
                                .toString());
            }
        }
        return bars;
    }

    static String barKey(String symbol, String timeframe, long time) {
        return symbol + "|" + timeframe + "|" + time;
    }

    private static Map<String, Double> scores(Statement statement) throws SQLException {
        Map<String, Double> scores = new TreeMap<>();
        try (ResultSet row =
                statement.executeQuery("SELECT signal_id, horizon_bars, forward_return FROM signal_score")) {
            while (row.next()) {
                scores.put(row.getString(1) + "/" + row.getInt(2), row.getDouble(3));
            }
        }
        return scores;
    }

    private static String integrity(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA integrity_check")) {
            return row.getString(1);
        }
    }
}
