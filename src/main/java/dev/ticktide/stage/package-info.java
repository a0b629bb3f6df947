/**
 * What the stages that own partitions do alike: claim and release partitions, keep their messages in order, request replays
 * from the stage before, send output to the owners of the stage behind, and choose which partition writes its snapshot next.
 *
 * <p>In: the members and the owner table (through {@code cluster}), requests of a stage's verticle. Out: calls of the stage's
 * {@link dev.ticktide.stage.StagePartitions}, requests on the bus. Keeps: output that waits for an owner, bounded. Order:
 * messages of a stage one after the other; the parts of a partition in the order of their sequence numbers.
 */
@NullMarked
package dev.ticktide.stage;

import org.jspecify.annotations.NullMarked;
