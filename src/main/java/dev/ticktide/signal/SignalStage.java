package dev.ticktide.signal;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.bar.Rebuilt;
import dev.ticktide.market.log.SequenceCursor;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.market.message.SignalOutput;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.strategy.SignalEngine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes the indicator stage's output partition by partition, without a gap, and evaluates it. Confined to one context. */
final class SignalStage {

    private final SignalEngine engine;
    private final Map<Integer, SequenceCursor> cursors = new HashMap<>();
    /** The highest seq ever evaluated: what a rewind evaluates again has been stored and published before. */
    private final Map<Integer, Long> furthest = new HashMap<>();

    SignalStage(SignalEngine engine) {
        this.engine = engine;
    }

    void own(int partition, long position) {
        cursors.put(partition, new SequenceCursor(position));
        furthest.put(partition, position);
    }

    void disown(int partition) {
        cursors.remove(partition);
        furthest.remove(partition);
    }

    boolean owns(int partition) {
        return cursors.containsKey(partition);
    }

    long position(int partition) {
        return cursor(partition).position();
    }

    boolean isGap(IndicatorOutput.Part part) {
        return cursor(part.partition()).isGap(part.afterSeq());
    }

    /** Evaluates what of the part is new, unless that has been done, and moves on; empty if nothing is new. */
    Optional<SignalOutput.Part> on(IndicatorOutput.Part part) {
        SequenceCursor cursor = cursor(part.partition());
        if (cursor.isDone(part.toSeq())) {
            return Optional.empty();
        }
        long after = cursor.position();
        List<BarUpdate> bars = new ArrayList<>(part.bars().size());
        List<Signal> signals = new ArrayList<>();
        List<Signal> raised = part.raised();
        for (BarUpdate bar : part.bars()) {
            if (!cursor.isDone(bar.seq())) {
                bars.add(bar);
                if (raised == null) {
                    signals.addAll(engine.on(part.partition(), bar));
                }
            }
        }
        if (raised != null) {
            raised.stream().filter(signal -> !cursor.isDone(signal.seq())).forEach(signals::add);
        }
        List<Rebuilt> rebuilt = part.rebuilt().stream()
                .filter(generation -> !cursor.isDone(generation.seq()))
                .toList();
        cursor.advance(part.toSeq());
        return Optional.of(new SignalOutput.Part(part.partition(), after, part.toSeq(), bars, signals, rebuilt));
    }

    /** The signals of a part that were not evaluated before. */
    List<Signal> unseen(SignalOutput.Part part) {
        long seen = furthest.getOrDefault(part.partition(), 0L);
        return part.signals().stream().filter(signal -> signal.seq() > seen).toList();
    }

    /** Notes that a part's signals are stored. */
    void stored(SignalOutput.Part part) {
        furthest.merge(part.partition(), part.toSeq(), Math::max);
    }

    void rewind(int partition, long seq) {
        cursor(partition).rewind(seq);
    }

    /** How far each partition has been stored. */
    Map<Integer, Long> progress() {
        return Map.copyOf(furthest);
    }

    private SequenceCursor cursor(int partition) {
        SequenceCursor cursor = cursors.get(partition);
        if (cursor == null) {
            throw new IllegalStateException("partition " + partition + " is not owned here");
        }
        return cursor;
    }
}
