package dev.ticktide.store.postgres;

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
import dev.ticktide.store.postgres.tables.PostgresCheckpoints;
import dev.ticktide.store.postgres.tables.PostgresHistory;
import dev.ticktide.store.postgres.tables.PostgresLoads;
import dev.ticktide.store.postgres.tables.PostgresLog;
import dev.ticktide.store.postgres.tables.PostgresMarketData;
import dev.ticktide.store.postgres.tables.PostgresOutbox;
import dev.ticktide.store.postgres.tables.PostgresProgress;
import dev.ticktide.store.postgres.tables.PostgresRetention;
import dev.ticktide.store.postgres.tables.PostgresSignals;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The part of the store that only reads: each query runs on a free reading connection. */
abstract class PostgresQueries implements Store {

    final int partitions;
    final PostgresReaders readers;

    PostgresQueries(int partitions, PostgresReaders readers) {
        this.partitions = partitions;
        this.readers = readers;
    }

    @Override
    public int partitions() {
        return partitions;
    }

    @Override
    public CompletionStage<Map<String, Long>> beats() {
        return readers.submit(PostgresProgress::beats);
    }

    @Override
    public CompletionStage<Long> now() {
        return readers.submit(PostgresProgress::now);
    }

    @Override
    public CompletionStage<List<LogEntry>> find(int partition, Collection<? extends MarketEvent> events) {
        return readers.submit(client -> PostgresLog.find(client, partition, events));
    }

    @Override
    public CompletionStage<List<LogEntry>> tail(int partition, long afterSeq, int limit) {
        return readers.submit(client -> PostgresLog.tail(client, partition, afterSeq, limit));
    }

    @Override
    public CompletionStage<List<Snapshot>> snapshots(String stage, int partition, long atMostSeq) {
        return readers.submit(client -> PostgresProgress.snapshots(client, stage, partition, atMostSeq));
    }

    @Override
    public CompletionStage<Map<Integer, Long>> cursors(String stage) {
        return readers.submit(client -> PostgresProgress.cursors(client, stage));
    }

    @Override
    public CompletionStage<Map<Integer, Long>> logBases() {
        return readers.submit(PostgresRetention::bases);
    }

    @Override
    public CompletionStage<List<MarketEvent>> removed(int partition, Collection<? extends MarketEvent> events) {
        return readers.submit(client -> PostgresRetention.removed(client, partition, events));
    }

    @Override
    public CompletionStage<Long> outboxBacklog() {
        return readers.submit(PostgresOutbox::backlog);
    }

    @Override
    public CompletionStage<List<LogEntry>> candleEntries(String symbol, Range range, boolean late) {
        return readers.submit(client -> PostgresMarketData.candles(client, partitions, symbol, range, late));
    }

    @Override
    public CompletionStage<Optional<byte[]>> made(long load) {
        return readers.submit(client -> PostgresLoads.made(client, load));
    }

    @Override
    public CompletionStage<List<Integer>> abandonedLoads(long touchedBefore) {
        return readers.submit(client -> PostgresLoads.abandoned(client, touchedBefore));
    }

    @Override
    public CompletionStage<Optional<OpenLoad>> openLoad(String symbol, String load) {
        return readers.submit(client -> PostgresLoads.open(client, symbol, load));
    }

    @Override
    public CompletionStage<List<Candle>> past(
            int partition, String symbol, long beforeSeq, long load, long afterTime, int limit) {
        long from = afterTime == Long.MIN_VALUE ? afterTime : afterTime + 1;
        return readers.submit(client ->
                PostgresHistory.past(client, partition, symbol, beforeSeq, load, from, Long.MAX_VALUE, limit));
    }

    @Override
    public CompletionStage<List<Candle>> corrections(String symbol, long from, long to, long beforeSeq) {
        return readers.submit(client ->
                PostgresLog.corrections(client, StableHash.partition(symbol, partitions), symbol, from, to, beforeSeq));
    }

    @Override
    public CompletionStage<List<Bar>> bars(String symbol, Timeframe timeframe, Range range) {
        return readers.submit(client -> PostgresMarketData.bars(client, symbol, timeframe, range));
    }

    @Override
    public CompletionStage<Optional<Checkpoint>> checkpoint(String symbol, Timeframe timeframe, long time) {
        return readers.submit(client -> PostgresCheckpoints.newest(client, symbol, timeframe, time));
    }

    @Override
    public CompletionStage<List<StoredSignal>> signals(SignalQuery query) {
        return readers.submit(client -> PostgresSignals.list(client, query));
    }

    @Override
    public CompletionStage<Optional<StoredSignal>> signal(String id) {
        return readers.submit(client -> PostgresSignals.byId(client, id));
    }

    @Override
    public CompletionStage<List<Metadata>> metadata(@Nullable String symbol, @Nullable MetadataType type, Range range) {
        return readers.submit(client -> PostgresMarketData.metadata(client, partitions, symbol, type, range));
    }

    @Override
    public CompletionStage<List<Notification>> notifications(@Nullable PageKey before, int limit) {
        return readers.submit(client -> PostgresOutbox.list(client, before, limit));
    }

    @Override
    public CompletionStage<List<SymbolInfo>> symbols() {
        return readers.submit(PostgresMarketData::symbols);
    }

    @Override
    public CompletionStage<Map<Integer, Owner>> owners(String stage) {
        return readers.submit(client -> PostgresProgress.owners(client, stage));
    }
}
