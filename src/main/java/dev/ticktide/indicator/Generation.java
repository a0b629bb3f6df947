package dev.ticktide.indicator;

import dev.ticktide.market.LogEntry;
import dev.ticktide.market.NewGeneration;
import dev.ticktide.market.Rebuilt;
import dev.ticktide.market.Signal;
import dev.ticktide.market.SignalScore;
import dev.ticktide.store.Store;
import java.util.List;

/**
 * A symbol's new generation, built and waiting for its entry in the log.
 *
 * @param state after all candles of the symbol in order of time
 * @param summary the symbol's state in the aggregate stage
 * @param signals that its bars raise, in order
 */
record Generation(
        NewGeneration decision, SymbolState state, byte[] summary, List<Signal> signals, List<SignalScore> scores) {

    /** The symbol's state after the entry; what did not come from candles is that of {@code before}. */
    SymbolState after(LogEntry entry, SymbolState before) {
        return state.inPlaceOf(before, entry);
    }

    Rebuilt rebuilt(LogEntry entry) {
        return new Rebuilt(decision.symbol(), entry.seq(), summary);
    }

    /** What is stored with the entry. */
    Store.Generation stored(LogEntry entry) {
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
        return new Store.Generation(decision.symbol(), decision.load(), entry.seq(), numbered, scores);
    }
}
