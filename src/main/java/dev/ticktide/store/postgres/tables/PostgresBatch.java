package dev.ticktide.store.postgres.tables;

import dev.ticktide.market.Candle;
import dev.ticktide.market.Decision;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Rows of several writes gathered by table, so that they cost one statement a table. Only for writes that yield the
 * same result whichever order their tables are written in; within a table the order stays.
 */
public final class PostgresBatch {

    private final List<LogEntry> candles = new ArrayList<>();
    private final List<LogEntry> metadata = new ArrayList<>();
    private final List<LogEntry> decisions = new ArrayList<>();
    private final List<Store.ClosedBar> bars = new ArrayList<>();
    private final List<Store.Checkpoint> checkpoints = new ArrayList<>();
    private final List<Store.SymbolInfo> symbols = new ArrayList<>();
    private final List<Signal> signals = new ArrayList<>();
    private final List<Notification> outbox = new ArrayList<>();
    private final List<SignalScore> scores = new ArrayList<>();
    private final SortedMap<String, SortedMap<Integer, Long>> cursors = new TreeMap<>();

    /** Adds all rows of an append but its generations, whose statements have an order. */
    public void add(Store.Append append) {
        for (LogEntry entry : append.entries()) {
            List<LogEntry> kind = entry.event() instanceof Candle
                    ? candles
                    : entry.event() instanceof Decision ? decisions : metadata;
            kind.add(entry);
        }
        bars.addAll(append.bars());
        checkpoints.addAll(append.checkpoints());
        symbols.addAll(append.newSymbols());
        add(append.raised());
    }

    /** Adds signals and notifications, and moves the signal stage's cursors. */
    public void add(Store.Raised raised) {
        signals.addAll(raised.signals());
        outbox.addAll(raised.outbox());
        move("signal", raised.cursors());
    }

    /** Adds scores, and moves the aggregate stage's cursors. */
    public void add(Map<Integer, Long> aggregated, List<SignalScore> scored) {
        scores.addAll(scored);
        move("aggregate", aggregated);
    }

    /** Sends one statement a table, without waiting in between. Every batch takes the tables in the same order. */
    public Future<?> insert(SqlClient client) {
        List<Future<?>> sent = new ArrayList<>();
        send(sent, client, candles, PostgresAppend::insertCandles);
        send(sent, client, metadata, PostgresAppend::insertMetadata);
        send(sent, client, decisions, PostgresAppend::insertDecisions);
        send(sent, client, bars, PostgresAppend::insertBars);
        send(sent, client, checkpoints, PostgresCheckpoints::insert);
        send(sent, client, symbols, PostgresAppend::insertSymbols);
        send(sent, client, signals, PostgresSignals::insert);
        send(sent, client, outbox, PostgresOutbox::insert);
        send(sent, client, scores, PostgresSignals::insertScores);
        cursors.forEach((stage, seqs) -> sent.add(PostgresProgress.move(client, seqs, stage)));
        return Future.all(sent);
    }

    private static <T> void send(
            List<Future<?>> sent,
            SqlClient client,
            List<T> rows,
            BiFunction<SqlClient, List<T>, ? extends Future<?>> insert) {
        if (!rows.isEmpty()) {
            sent.add(insert.apply(client, rows));
        }
    }

    /** One statement can't move a cursor twice, so the furthest is found here. */
    private void move(String stage, Map<Integer, Long> seqs) {
        if (!seqs.isEmpty()) {
            SortedMap<Integer, Long> furthest = cursors.computeIfAbsent(stage, unused -> new TreeMap<>());
            seqs.forEach((partition, seq) -> furthest.merge(partition, seq, Math::max));
        }
    }
}
