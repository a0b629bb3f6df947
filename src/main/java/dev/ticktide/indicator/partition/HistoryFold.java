package dev.ticktide.indicator.partition;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import java.util.List;

/**
 * What the later stages compute from the bars of one symbol, from its first bar on, in order. Confined to one thread at
 * a time.
 */
public interface HistoryFold {

    /** Begins a fold for each symbol. */
    interface Maker {

        /** For nodes that have no rules and keep no summaries, as in tests. */
        Maker NONE = (partition, symbol) -> new HistoryFold() {
            @Override
            public Raised on(BarUpdate closed) {
                return new Raised(List.of(), List.of());
            }

            @Override
            public byte[] summary() {
                return new byte[0];
            }
        };

        /** A fold before the symbol's first bar. */
        HistoryFold begin(int partition, String symbol);
    }

    /** The signals that a bar raises, and the outcomes of earlier ones that are known by it; both may be empty. */
    record Raised(List<Signal> signals, List<SignalScore> scores) {}

    /** Takes the next closed bar of any timeframe, or a correction on raw. */
    Raised on(BarUpdate closed);

    /** The symbol's state in the aggregate stage after the bars so far, in that stage's own format. */
    byte[] summary();
}
