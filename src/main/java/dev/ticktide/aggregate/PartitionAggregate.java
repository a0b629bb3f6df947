package dev.ticktide.aggregate;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.bar.Rebuilt;
import dev.ticktide.market.log.SequenceCursor;
import dev.ticktide.market.message.SignalOutput;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.wire.WireException;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** The stocks of one partition: a fold over the signal stage's output. Confined to one thread. */
final class PartitionAggregate {

    private static final int FORMAT = 5;
    private static final int CHECKSUM_BYTES = 8;

    private final int partition;
    private final Map<String, StockAggregate> stocks = new HashMap<>();
    private SequenceCursor cursor = new SequenceCursor(0);

    PartitionAggregate(int partition) {
        this.partition = partition;
    }

    /** What a part did: symbols that changed and outcomes that became known. */
    record Outcome(List<String> changed, List<SignalScore> scores) {}

    int partition() {
        return partition;
    }

    /** The last entry folded. */
    long position() {
        return cursor.position();
    }

    boolean isGap(SignalOutput.Part part) {
        return cursor.isGap(part.afterSeq());
    }

    /**
     * Folds what of the part is new. Bars and signals are both in log order; a signal comes after the bar that raised it. A
     * part after a gap is a mistake of the caller and fails with {@link IllegalStateException}.
     */
    Outcome on(SignalOutput.Part part) {
        if (part.partition() != partition || isGap(part)) {
            throw new IllegalStateException("partition " + partition + " at " + position() + " was given "
                    + part.partition() + " after " + part.afterSeq());
        }
        List<String> changed = new ArrayList<>();
        List<SignalScore> scores = new ArrayList<>();
        Deque<Rebuilt> rebuilt = new ArrayDeque<>(part.rebuilt());
        int next = 0;
        for (BarUpdate bar : part.bars()) {
            if (cursor.isDone(bar.seq())) {
                continue;
            }
            begin(rebuilt, bar.seq(), changed);
            StockAggregate stock = stock(bar.symbol());
            scores.addAll(stock.on(bar));
            changed.add(bar.symbol());
            next = raise(stock, bar, part.signals(), next);
        }
        begin(rebuilt, Long.MAX_VALUE, changed);
        cursor.advance(part.toSeq());
        // Without a raw timeframe there are bars but never a price.
        List<String> priced = changed.stream()
                .distinct()
                .filter(symbol -> stock(symbol).hasPrice())
                .toList();
        return new Outcome(priced, scores);
    }

    /** Counts the signals of a bar; the place of the first signal after them. */
    private int raise(StockAggregate stock, BarUpdate bar, List<Signal> signals, int from) {
        int next = from;
        // Those of entries folded before come first and are passed over.
        while (next < signals.size() && cursor.isDone(signals.get(next).seq())) {
            next++;
        }
        while (next < signals.size() && isOf(signals.get(next), bar)) {
            stock.raised(signals.get(next));
            next++;
        }
        return next;
    }

    /** Puts summaries of new generations in their places, up to an entry. */
    private void begin(Deque<Rebuilt> rebuilt, long seq, List<String> changed) {
        while (!rebuilt.isEmpty() && rebuilt.element().seq() <= seq) {
            Rebuilt generation = rebuilt.remove();
            if (!cursor.isDone(generation.seq())) {
                String symbol = generation.symbol();
                stocks.put(symbol, StockHistory.read(generation.summary(), generation.seq(), stocks.get(symbol)));
                changed.add(generation.symbol());
            }
        }
    }

    StockSummary summary(String symbol) {
        return stock(symbol).summary();
    }

    /** By symbol. */
    List<StockSummary> all() {
        return new TreeMap<>(stocks)
                .values().stream()
                        .filter(StockAggregate::hasPrice)
                        .map(StockAggregate::summary)
                        .toList();
    }

    /** The state as bytes; equal states yield equal bytes. */
    byte[] snapshot() {
        WireWriter out = new WireWriter(64 + stocks.size() * 512);
        out.writeVar(FORMAT).writeVar(partition).writeVar(position()).writeVar(stocks.size());
        new TreeMap<>(stocks).values().forEach(stock -> stock.write(out));
        CRC32C crc = new CRC32C();
        out.update(crc);
        out.writeLong(crc.getValue());
        return out.toByteArray();
    }

    /** Fails with {@link WireException} on bytes that are no snapshot of this format. */
    static PartitionAggregate restore(byte[] bytes) {
        int end = bytes.length - CHECKSUM_BYTES;
        if (end < 0 || new WireReader(bytes, end, CHECKSUM_BYTES).readLong() != checksum(bytes, end)) {
            throw new WireException("the checksum is wrong");
        }
        try {
            return read(new WireReader(bytes, 0, end));
        } catch (IllegalArgumentException e) {
            throw new WireException("a value can't be: " + e.getMessage());
        }
    }

    private static PartitionAggregate read(WireReader in) {
        if (in.readVar() != FORMAT) {
            throw new WireException("another format");
        }
        PartitionAggregate state = new PartitionAggregate(in.readInt());
        state.cursor = new SequenceCursor(in.readVar());
        for (int i = in.readCount(); i > 0; i--) {
            StockAggregate stock = StockAggregate.read(in);
            state.stocks.put(stock.symbol(), stock);
        }
        in.expectEnd();
        return state;
    }

    private static boolean isOf(Signal signal, BarUpdate bar) {
        return signal.seq() == bar.seq()
                && signal.timeframe().equals(bar.timeframe())
                && signal.symbol().equals(bar.symbol());
    }

    private StockAggregate stock(String symbol) {
        return stocks.computeIfAbsent(symbol, StockAggregate::new);
    }

    private static long checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }
}
