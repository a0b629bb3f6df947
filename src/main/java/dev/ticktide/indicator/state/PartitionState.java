package dev.ticktide.indicator.state;

import dev.ticktide.market.BarsClosed;
import dev.ticktide.market.Candle;
import dev.ticktide.market.Correction;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.NewGeneration;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything the indicator stage knows of one partition: a fold over its log and over nothing else, so that the same
 * log yields the same state bit for bit. Confined to one thread.
 */
public final class PartitionState {

    private final int partition;
    private final IndicatorSettings settings;
    private final Map<String, SymbolState> symbols = new HashMap<>();
    private final Map<String, MetadataHistory> economy = new TreeMap<>();
    private @Nullable Generation prepared;
    private long seq;

    /** The state before the first entry of a log. */
    public PartitionState(int partition, IndicatorSettings settings) {
        this.partition = partition;
        this.settings = settings;
    }

    public int partition() {
        return partition;
    }

    /** What is computed, which a snapshot must agree with. */
    public IndicatorSettings settings() {
        return settings;
    }

    /** The last entry folded; 0 before the first. */
    public long seq() {
        return seq;
    }

    /**
     * Folds the next entry. Fails with {@link IllegalStateException}, changing nothing, if it is not the next one, or
     * if it is a new generation that {@link #prepare} has not brought.
     *
     * @param sink called for each bar before this returns
     */
    public void apply(LogEntry entry, BarSink sink) {
        if (entry.partition() != partition || entry.seq() != seq + 1) {
            throw new IllegalStateException("partition " + partition + " is at entry " + seq + ", can't fold entry "
                    + entry.seq() + " of partition " + entry.partition());
        }
        Generation generation = prepared;
        if (entry.event() instanceof NewGeneration decision
                && (generation == null || !generation.decision().equals(decision))) {
            throw new IllegalStateException("the new generation of " + decision.symbol() + " has not been built");
        }
        seq = entry.seq();
        if (generation != null && entry.event() instanceof NewGeneration decision) {
            prepared = null;
            symbols.put(decision.symbol(), generation.after(entry, symbol(decision.symbol())));
            sink.rebuilt(generation.rebuilt(entry));
        } else if (entry.event() instanceof Candle candle) {
            symbol(candle.symbol()).apply(entry, candle, sink);
        } else if (entry.event() instanceof BarsClosed closed) {
            symbol(closed.symbol()).apply(entry, closed, sink);
        } else if (entry.event() instanceof Correction correction) {
            symbol(correction.subject()).apply(entry, correction, sink);
        } else {
            Metadata metadata = (Metadata) entry.event();
            history(metadata).add(entry, metadata);
        }
    }

    /** Brings what a {@link NewGeneration} that is folded next needs: it can't be found in the log alone. */
    public void prepare(Generation generation) {
        prepared = generation;
    }

    /** What {@link #prepare} brought and no entry has used yet; {@code null} if nothing. */
    @Nullable
    public Generation prepared() {
        return prepared;
    }

    /** Time of the latest candle of a symbol, epoch microseconds; empty before the first. */
    public OptionalLong lastCandleTime(String symbol) {
        SymbolState state = symbols.get(symbol);
        return state == null || state.lastCandleTime() == SymbolState.NO_CANDLE
                ? OptionalLong.empty()
                : OptionalLong.of(state.lastCandleTime());
    }

    /** How many candles a symbol's state is made of, about. */
    public long candles(String symbol) {
        SymbolState state = symbols.get(symbol);
        return state == null ? 0 : state.candles();
    }

    /**
     * Up to when a symbol's bars have been closed without a candle, epoch microseconds; {@link Long#MIN_VALUE} if none
     * has.
     */
    public long closedUntil(String symbol) {
        SymbolState state = symbols.get(symbol);
        return state == null ? Long.MIN_VALUE : state.closedUntil();
    }

    /**
     * Time of the latest metadata of one kind about a symbol, or for an economic indicator of that name; epoch
     * microseconds.
     */
    public OptionalLong lastMetadataTime(String subject, MetadataType type) {
        MetadataHistory history;
        if (type == MetadataType.ECONOMIC_INDICATOR) {
            history = economy.get(subject);
        } else {
            SymbolState state = symbols.get(subject);
            history = state == null ? null : state.metadataIfAny();
        }
        return history == null ? OptionalLong.empty() : history.lastTime(type);
    }

    /** The open bars and metadata of a symbol; {@code null} if it is unknown. */
    public @Nullable SymbolView view(String symbol) {
        SymbolState state = symbols.get(symbol);
        return state == null ? null : state.view();
    }

    /** The open bars of a symbol with their provisional values. */
    public List<BarUpdate> openBars(String symbol) {
        SymbolState state = symbols.get(symbol);
        return state == null ? List.of() : state.openBars();
    }

    /** How many economic indicators are known. */
    public int economyCount() {
        return economy.size();
    }

    public int symbolCount() {
        return symbols.size();
    }

    /** The indicators' states on {@code raw} as they are: with them the candles until now need not be read again. */
    public List<Store.Checkpoint> rawCheckpoints() {
        List<Store.Checkpoint> checkpoints = new ArrayList<>();
        symbols.forEach((name, symbol) -> {
            for (BarSeries series : symbol.series()) {
                Store.Checkpoint checkpoint = series.rawCheckpoint(name, seq);
                if (checkpoint != null) {
                    checkpoints.add(checkpoint);
                }
            }
        });
        return checkpoints;
    }

    /** The state as bytes; equal states yield equal bytes. */
    public byte[] snapshot() {
        return SnapshotFormat.write(this);
    }

    /** Reads a snapshot made with the same settings. Fails with {@link dev.ticktide.wire.WireException} on any other bytes. */
    public static PartitionState restore(byte[] snapshot, IndicatorSettings settings) {
        return SnapshotFormat.read(snapshot, settings);
    }

    /** The state of each symbol by its name: the map itself, to be added to while a state is put together. */
    public Map<String, SymbolState> symbols() {
        return symbols;
    }

    Map<String, MetadataHistory> economy() {
        return economy;
    }

    /** Says which entry this state is after, where it was not folded from all of them. */
    public void restoreSeq(long restored) {
        seq = restored;
    }

    private SymbolState symbol(String symbol) {
        SymbolState state = symbols.get(symbol);
        if (state == null) {
            state = new SymbolState(symbol, settings);
            symbols.put(symbol, state);
        }
        return state;
    }

    private MetadataHistory history(Metadata metadata) {
        return metadata.type() == MetadataType.ECONOMIC_INDICATOR
                ? economy.computeIfAbsent(metadata.subject(), unused -> new MetadataHistory())
                : symbol(metadata.subject()).metadata();
    }
}
