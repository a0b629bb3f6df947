package dev.ticktide.indicator.state;

import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.MarketData;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.wire.WireException;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** The bytes of a partition's state: format number, settings, contents in a fixed order, and a CRC-32C at the end. */
final class SnapshotFormat {

    private static final int FORMAT = 5;
    private static final int CHECKSUM_BYTES = 8;
    private static final int BYTES_PER_SYMBOL = 4_096;

    private SnapshotFormat() {}

    static byte[] write(PartitionState state) {
        WireWriter out = new WireWriter(64 + state.symbolCount() * BYTES_PER_SYMBOL);
        out.writeVar(FORMAT).writeString(state.settings().fingerprint());
        out.writeVar(state.partition()).writeVar(state.seq());
        // Sorted, because a hash map's order is no part of the state.
        Map<String, SymbolState> symbols = new TreeMap<>(state.symbols());
        out.writeVar(symbols.size());
        symbols.forEach((name, symbol) -> write(out, name, symbol));
        out.writeVar(state.economy().size());
        state.economy().forEach((name, history) -> {
            out.writeString(name);
            write(out, history);
        });
        CRC32C crc = new CRC32C();
        out.update(crc);
        out.writeLong(crc.getValue());
        return out.toByteArray();
    }

    static PartitionState read(byte[] bytes, IndicatorSettings settings) {
        if (bytes.length < CHECKSUM_BYTES) {
            throw new WireException("too short for a snapshot");
        }
        int end = bytes.length - CHECKSUM_BYTES;
        if (new WireReader(bytes, end, CHECKSUM_BYTES).readLong() != checksum(bytes, end)) {
            throw new WireException("the checksum is wrong");
        }
        try {
            return read(new WireReader(bytes, 0, end), settings);
        } catch (IllegalArgumentException e) {
            // A record refuses what an earlier version took: as unreadable as a wrong checksum, and cured the same way.
            throw new WireException("holds a record that is not valid: " + e.getMessage());
        }
    }

    private static PartitionState read(WireReader in, IndicatorSettings settings) {
        if (in.readVar() != FORMAT) {
            throw new WireException("another format");
        }
        if (!in.readString().equals(settings.fingerprint())) {
            throw new WireException("made with other timeframes or indicators");
        }
        PartitionState state = new PartitionState(in.readInt(), settings);
        state.restoreSeq(in.readVar());
        for (int i = in.readCount(); i > 0; i--) {
            String name = in.readString();
            state.symbols().put(name, readSymbol(in, state.partition(), name, settings));
        }
        for (int i = in.readCount(); i > 0; i--) {
            String name = in.readString();
            MetadataHistory history = new MetadataHistory();
            read(in, state.partition(), name, history);
            state.economy().put(name, history);
        }
        in.expectEnd();
        return state;
    }

    private static void write(WireWriter out, String name, SymbolState symbol) {
        out.writeString(name);
        out.writeZigZag(symbol.lastCandleTime()).writeZigZag(symbol.closedUntil());
        out.writeVar(symbol.lastSeq()).writeVar(symbol.lastArrival());
        symbol.delay().write(out);
        for (BarSeries series : symbol.series()) {
            series.write(out);
        }
        MetadataHistory metadata = symbol.metadataIfAny();
        out.writeBoolean(metadata != null);
        if (metadata != null) {
            write(out, metadata);
        }
    }

    private static SymbolState readSymbol(WireReader in, int partition, String name, IndicatorSettings settings) {
        long lastCandleTime = in.readZigZag();
        long closedUntil = in.readZigZag();
        long lastSeq = in.readVar();
        long lastArrival = in.readVar();
        Delay delay = Delay.read(in);
        BarSeries[] series = settings.timeframes().stream()
                .map(timeframe -> BarSeries.read(timeframe, settings.indicators(), in))
                .toArray(BarSeries[]::new);
        SymbolState symbol = new SymbolState(name, series, delay);
        symbol.restoreTimes(lastCandleTime, closedUntil, lastSeq, lastArrival);
        if (in.readBoolean()) {
            read(in, partition, name, symbol.metadata());
        }
        return symbol;
    }

    private static void write(WireWriter out, MetadataHistory history) {
        for (MetadataType type : MetadataType.values()) {
            out.writeBoolean(history.lastTime(type).isPresent());
            if (history.lastTime(type).isPresent()) {
                out.writeZigZag(history.lastTime(type).getAsLong());
                List<LogEntry> entries = history.entries(type);
                out.writeVar(entries.size());
                entries.forEach(entry -> write(out, entry));
            }
        }
    }

    private static void read(WireReader in, int partition, String subject, MetadataHistory history) {
        for (MetadataType type : MetadataType.values()) {
            if (in.readBoolean()) {
                long lastTime = in.readZigZag();
                List<LogEntry> entries = new ArrayList<>();
                for (int i = in.readCount(); i > 0; i--) {
                    entries.add(readEntry(in, partition, subject, type));
                }
                history.restore(type, lastTime, entries);
            }
        }
    }

    private static void write(WireWriter out, LogEntry entry) {
        Metadata metadata = (Metadata) entry.event();
        out.writeVar(entry.seq()).writeVar(entry.arrival()).writeBoolean(entry.late());
        out.writeZigZag(metadata.time());
        out.writeByte(metadata instanceof OrderBookEntry order ? order.side().ordinal() : 0);
        out.writeDouble(metadata.first()).writeDouble(metadata.second());
    }

    private static LogEntry readEntry(WireReader in, int partition, String subject, MetadataType type) {
        long seq = in.readVar();
        long arrival = in.readVar();
        boolean late = in.readBoolean();
        long time = in.readZigZag();
        Side side = in.readByte() == Side.SELL.ordinal() ? Side.SELL : Side.BUY;
        double first = in.readDouble();
        double second = in.readDouble();
        Metadata metadata =
                switch (type) {
                    case ORDER_BOOK -> new OrderBookEntry(subject, time, side, first, second);
                    case NEWS_SENTIMENT -> new NewsSentiment(subject, time, first, second);
                    case MARKET_DATA -> new MarketData(subject, time, first, second);
                    case ECONOMIC_INDICATOR -> new EconomicIndicator(subject, time, first);
                };
        return new LogEntry(partition, seq, arrival, late, metadata);
    }

    private static long checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }
}
