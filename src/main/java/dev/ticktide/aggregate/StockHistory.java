package dev.ticktide.aggregate;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The summary of one stock, folded from all its bars at once where its past was loaded. What it writes takes the place of what
 * this stage has of the stock. Confined to one thread.
 */
public final class StockHistory {

    private static final int BYTES = 1_024;

    private final StockAggregate stock;

    public StockHistory(String symbol) {
        stock = new StockAggregate(symbol);
    }

    /**
     * Folds a closed bar and the signals it raised; returns the outcomes of earlier signals that become known with it.
     *
     * @param raised in the order of the rules
     */
    public List<SignalScore> on(BarUpdate closed, List<Signal> raised) {
        List<SignalScore> scores = stock.on(closed);
        raised.forEach(stock::raised);
        return scores;
    }

    public byte[] summary() {
        WireWriter out = new WireWriter(BYTES);
        stock.write(out);
        return out.toByteArray();
    }

    /** @param before the stock as it was, {@code null} if there was none */
    static StockAggregate read(byte[] summary, long seq, @Nullable StockAggregate before) {
        StockAggregate stock = StockAggregate.read(new WireReader(summary, 0, summary.length));
        stock.restoreSeq(seq);
        stock.arrivedAs(before);
        return stock;
    }
}
