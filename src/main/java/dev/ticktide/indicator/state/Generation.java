package dev.ticktide.indicator.state;

import dev.ticktide.market.NewGeneration;
import dev.ticktide.market.bar.Rebuilt;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.store.Store;
import dev.ticktide.wire.WireException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A symbol's new generation, built and waiting for its entry in the log.
 *
 * @param state after all candles of the symbol in order of time
 * @param summary the symbol's state in the aggregate stage
 * @param signals that its bars raise, in order
 * @param made state and summary, for a replay where the candles are gone
 */
public record Generation(
        NewGeneration decision,
        SymbolState state,
        byte[] summary,
        List<Signal> signals,
        List<SignalScore> scores,
        byte[] made) {

    /** A generation from its parts; {@link #made} is written from them. */
    public static Generation of(
            int partition,
            IndicatorSettings settings,
            NewGeneration decision,
            SymbolState state,
            byte[] summary,
            List<Signal> signals,
            List<SignalScore> scores) {
        PartitionState alone = new PartitionState(partition, settings);
        alone.symbols().put(decision.symbol(), state);
        byte[] snapshot = alone.snapshot();
        byte[] made = ByteBuffer.allocate(Integer.BYTES + snapshot.length + summary.length)
                .putInt(snapshot.length)
                .put(snapshot)
                .put(summary)
                .array();
        return new Generation(decision, state, summary, signals, scores, made);
    }

    /**
     * State and summary as {@link #made} has them, without signals.
     *
     * @throws WireException if they are of another format or of other settings
     */
    public static Generation restore(NewGeneration decision, byte[] made, IndicatorSettings settings) {
        ByteBuffer bytes = ByteBuffer.wrap(made);
        if (made.length < Integer.BYTES || bytes.getInt() < 0 || bytes.getInt(0) > bytes.remaining()) {
            throw new WireException("too short for what a generation made");
        }
        byte[] snapshot = new byte[bytes.getInt(0)];
        bytes.get(snapshot);
        byte[] summary = new byte[bytes.remaining()];
        bytes.get(summary);
        SymbolState state = PartitionState.restore(snapshot, settings).symbols().get(decision.symbol());
        if (state == null) {
            throw new WireException("of another symbol");
        }
        return new Generation(decision, state, summary, List.of(), List.of(), made);
    }

    /** The symbol's state after the entry; what did not come from candles is that of {@code before}. */
    SymbolState after(LogEntry entry, SymbolState before) {
        return state.inPlaceOf(before, entry);
    }

    Rebuilt rebuilt(LogEntry entry) {
        return new Rebuilt(decision.symbol(), entry.seq(), summary);
    }

    /** What is stored with the entry. */
    public Store.Generation stored(LogEntry entry) {
        List<Signal> numbered = signals.stream()
                .map(signal -> new Signal(
                        signal.id(),
                        signal.partition(),
                        entry.seq(),
                        signal.symbol(),
                        signal.timeframe(),
                        signal.strategy(),
                        signal.version(),
                        signal.side(),
                        signal.barTime(),
                        signal.generatedAt(),
                        signal.price(),
                        signal.strength(),
                        signal.explain(),
                        signal.inputs()))
                .toList();
        return new Store.Generation(decision.symbol(), decision.load(), entry.seq(), numbered, scores, made);
    }
}
