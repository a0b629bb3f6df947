package dev.ticktide.market;

/**
 * A change that the owner of a partition made without a candle, for example because of the time. It becomes an entry of
 * the log like any event, so that a fold needs no clock and a replay decides the same.
 *
 * <p>A new kind is a record here, a constant of {@link DecisionKind}, and a branch where {@code PartitionState} folds
 * entries; stores, bus and replay carry it as it is.
 */
public sealed interface Decision extends LogEvent permits BarsClosed, Correction, NewGeneration {

    /** The kind, which says how {@link #body} is read. */
    DecisionKind kind();

    /** Its values besides subject and time, as text that {@link DecisionKind#read} reads; often empty. */
    String body();
}
