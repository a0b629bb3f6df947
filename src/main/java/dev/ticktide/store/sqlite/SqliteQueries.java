package dev.ticktide.store.sqlite;

import dev.ticktide.market.Candle;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.numeric.StableHash;
import dev.ticktide.store.Store;
import dev.ticktide.store.sqlite.tables.SqliteCheckpoints;
import dev.ticktide.store.sqlite.tables.SqliteHistory;
import dev.ticktide.store.sqlite.tables.SqliteLoads;
import dev.ticktide.store.sqlite.tables.SqliteLog;
import dev.ticktide.store.sqlite.tables.SqliteMarketData;
import dev.ticktide.store.sqlite.tables.SqliteOutbox;
import dev.ticktide.store.sqlite.tables.SqliteProgress;
import dev.ticktide.store.sqlite.tables.SqliteRetention;
import dev.ticktide.store.sqlite.tables.SqliteSignals;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The part of the store that only reads: each query runs on a free reading connection. */
abstract class SqliteQueries implements Store {

    final int partitions;
    final SqliteReaders readers;

    SqliteQueries(int partitions, SqliteReaders readers) {
        this.partitions = partitions;
        this.readers = readers;
    }

    @Override
    public int partitions() {
        return partitions;
    }

    @Override
    public CompletionStage<Map<String, Long>> beats() {
        return readers.submit(SqliteProgress::beats);
    }

    @Override
    public CompletionStage<Long> now() {
        return readers.submit(SqliteProgress::now);
    }

    @Override
    public CompletionStage<List<LogEntry>> find(int partition, Collection<? extends MarketEvent> events) {
        return readers.submit(statements -> SqliteLog.find(statements, partition, events));
    }

    @Override
    public CompletionStage<List<LogEntry>> tail(int partition, long afterSeq, int limit) {
        return readers.submit(statements -> SqliteLog.tail(statements, partition, afterSeq, limit));
    }

    @Override
    public CompletionStage<List<Snapshot>> snapshots(String stage, int partition, long atMostSeq) {
        return readers.submit(statements -> SqliteProgress.snapshots(statements, stage, partition, atMostSeq));
    }

    @Override
    public CompletionStage<Map<Integer, Long>> cursors(String stage) {
        return readers.submit(statements -> SqliteProgress.cursors(statements, stage));
    }

    @Override
    public CompletionStage<Map<Integer, Long>> logBases() {
        return readers.submit(SqliteRetention::bases);
    }

    @Override
    public CompletionStage<List<MarketEvent>> removed(int partition, Collection<? extends MarketEvent> events) {
        return readers.submit(statements -> SqliteRetention.removed(statements, partition, events));
    }

    @Override
    public CompletionStage<Long> outboxBacklog() {
        return readers.submit(SqliteOutbox::backlog);
    }

    @Override
    public CompletionStage<List<LogEntry>> candleEntries(String symbol, Range range, boolean late) {
        return readers.submit(statements -> SqliteMarketData.candles(statements, partitions, symbol, range, late));
    }

    @Override
    public CompletionStage<Optional<byte[]>> made(long load) {
        return readers.submit(statements -> SqliteLoads.made(statements, load));
    }

    @Override
    public CompletionStage<List<Integer>> abandonedLoads(long touchedBefore) {
        return readers.submit(statements -> SqliteLoads.abandoned(statements, touchedBefore));
    }

    @Override
    public CompletionStage<Optional<OpenLoad>> openLoad(String symbol, String load) {
        return readers.submit(statements -> SqliteLoads.open(statements, symbol, load));
    }

    @Override
    public CompletionStage<List<Candle>> past(
            int partition, String symbol, long beforeSeq, long load, long afterTime, int limit) {
        return readers.submit(
                statements -> SqliteHistory.past(statements, partition, symbol, beforeSeq, load, afterTime, limit));
    }

    @Override
    public CompletionStage<List<Candle>> corrections(String symbol, long from, long to, long beforeSeq) {
        return readers.submit(statements -> SqliteLog.corrections(
                statements, StableHash.partition(symbol, partitions), symbol, from, to, beforeSeq));
    }

    @Override
    public CompletionStage<List<Bar>> bars(String symbol, Timeframe timeframe, Range range) {
        return readers.submit(statements -> SqliteMarketData.bars(statements, symbol, timeframe, range));
    }

    @Override
    public CompletionStage<Optional<Checkpoint>> checkpoint(String symbol, Timeframe timeframe, long time) {
        return readers.submit(statements -> SqliteCheckpoints.newest(statements, symbol, timeframe, time));
    }

    @Override
    public CompletionStage<List<StoredSignal>> signals(SignalQuery query) {
        return readers.submit(statements -> SqliteSignals.list(statements, query));
    }

    @Override
    public CompletionStage<Optional<StoredSignal>> signal(String id) {
        return readers.submit(statements -> SqliteSignals.byId(statements, id));
    }

    @Override
    public CompletionStage<List<Metadata>> metadata(@Nullable String symbol, @Nullable MetadataType type, Range range) {
        return readers.submit(statements -> SqliteMarketData.metadata(statements, partitions, symbol, type, range));
    }

    @Override
    public CompletionStage<List<Notification>> notifications(@Nullable PageKey before, int limit) {
        return readers.submit(statements -> SqliteOutbox.list(statements, before, limit));
    }

    @Override
    public CompletionStage<List<SymbolInfo>> symbols() {
        return readers.submit(SqliteMarketData::symbols);
    }
}
