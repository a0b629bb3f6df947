package dev.ticktide.market;

/**
 * Something that the owner of a partition decided by itself, at a moment that no candle gives: it becomes an entry of the log
 * like any event, so that a fold needs no clock and a replay decides the same.
 *
 * <p>A new kind is a record here, a constant of {@link DecisionKind}, and a branch where {@code PartitionState} folds entries;
 * stores, bus and replay carry it as it is.
 */
public sealed interface Decision extends LogEvent permits BarsClosed, Correction, NewGeneration {

    DecisionKind kind();

    /** What it says besides subject and time, as text that {@link DecisionKind#read} reads; often empty. */
    String body();
}
