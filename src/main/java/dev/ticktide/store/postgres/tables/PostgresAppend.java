package dev.ticktide.store.postgres.tables;

import static dev.ticktide.store.postgres.tables.Columns.doubles;
import static dev.ticktide.store.postgres.tables.Columns.ints;
import static dev.ticktide.store.postgres.tables.Columns.longs;
import static dev.ticktide.store.postgres.tables.Columns.texts;

import dev.ticktide.market.Candle;
import dev.ticktide.market.Decision;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** Inserts candles, metadata, decisions, bars and symbols, each kind of row with one statement. */
final class PostgresAppend {

    private static final String INSERT_CANDLES =
            "INSERT INTO candle (partition, time, symbol, seq, arrival, late, open, high, low, close, volume)"
                    + " SELECT * FROM unnest($1::int4[], $2::int8[], $3::text[], $4::int8[], $5::int8[], $6::int4[],"
                    + " $7::float8[], $8::float8[], $9::float8[], $10::float8[], $11::float8[])";
    private static final String INSERT_METADATA =
            "INSERT INTO metadata (partition, seq, type, subject, time, arrival, late, side, first, second)"
                    + " SELECT * FROM unnest($1::int4[], $2::int8[], $3::text[], $4::text[], $5::int8[], $6::int8[],"
                    + " $7::int4[], $8::text[], $9::float8[], $10::float8[])";
    private static final String INSERT_DECISIONS =
            "INSERT INTO decision (partition, seq, kind, subject, time, arrival, body)"
                    + " SELECT * FROM unnest($1::int4[], $2::int8[], $3::text[], $4::text[], $5::int8[], $6::int8[],"
                    + " $7::text[])";
    private static final String INSERT_BARS =
            "INSERT INTO bar (symbol, timeframe, time, open, high, low, close, volume, candles)"
                    + " SELECT * FROM unnest($1::text[], $2::text[], $3::int8[], $4::float8[], $5::float8[],"
                    + " $6::float8[], $7::float8[], $8::float8[], $9::int4[]) ON CONFLICT DO NOTHING";
    private static final String INSERT_SYMBOLS = "INSERT INTO symbol (symbol, partition, name, sector)"
            + " SELECT * FROM unnest($1::text[], $2::int4[], $3::text[], $4::text[]) ON CONFLICT DO NOTHING";

    private PostgresAppend() {}

    static Future<?> insertCandles(SqlClient client, List<LogEntry> entries) {
        return client.preparedQuery(INSERT_CANDLES)
                .execute(Tuple.from(List.of(
                        ints(entries, LogEntry::partition),
                        longs(entries, entry -> entry.event().time()),
                        texts(entries, entry -> entry.event().subject()),
                        longs(entries, LogEntry::seq),
                        longs(entries, LogEntry::arrival),
                        ints(entries, entry -> entry.late() ? 1 : 0),
                        doubles(entries, entry -> candle(entry).open()),
                        doubles(entries, entry -> candle(entry).high()),
                        doubles(entries, entry -> candle(entry).low()),
                        doubles(entries, entry -> candle(entry).close()),
                        doubles(entries, entry -> candle(entry).volume()))));
    }

    static Future<?> insertMetadata(SqlClient client, List<LogEntry> entries) {
        return client.preparedQuery(INSERT_METADATA)
                .execute(Tuple.from(List.of(
                        ints(entries, LogEntry::partition),
                        longs(entries, LogEntry::seq),
                        texts(entries, entry -> metadata(entry).type().label()),
                        texts(entries, entry -> entry.event().subject()),
                        longs(entries, entry -> entry.event().time()),
                        longs(entries, LogEntry::arrival),
                        ints(entries, entry -> entry.late() ? 1 : 0),
                        texts(
                                entries,
                                entry -> entry.event() instanceof OrderBookEntry order
                                        ? order.side().label()
                                        : null),
                        doubles(entries, entry -> metadata(entry).first()),
                        doubles(entries, entry -> metadata(entry).second()))));
    }

    static Future<?> insertDecisions(SqlClient client, List<LogEntry> entries) {
        return client.preparedQuery(INSERT_DECISIONS)
                .execute(Tuple.of(
                        ints(entries, LogEntry::partition),
                        longs(entries, LogEntry::seq),
                        texts(entries, entry -> decision(entry).kind().label()),
                        texts(entries, entry -> entry.event().subject()),
                        longs(entries, entry -> entry.event().time()),
                        longs(entries, LogEntry::arrival),
                        texts(entries, entry -> decision(entry).body())));
    }

    static Future<?> insertBars(SqlClient client, List<Store.ClosedBar> bars) {
        return client.preparedQuery(INSERT_BARS).execute(Columns.bars(texts(bars, Store.ClosedBar::symbol), bars));
    }

    static Future<?> insertSymbols(SqlClient client, List<Store.SymbolInfo> symbols) {
        return client.preparedQuery(INSERT_SYMBOLS)
                .execute(Tuple.of(
                        texts(symbols, Store.SymbolInfo::symbol),
                        ints(symbols, Store.SymbolInfo::partition),
                        texts(symbols, Store.SymbolInfo::name),
                        texts(symbols, Store.SymbolInfo::sector)));
    }

    private static Decision decision(LogEntry entry) {
        return (Decision) entry.event();
    }

    private static Candle candle(LogEntry entry) {
        return (Candle) entry.event();
    }

    private static Metadata metadata(LogEntry entry) {
        return (Metadata) entry.event();
    }
}
