/**
 * Keeps what this node shows in step with what the stages publish.
 *
 * <p>In: {@code indicator.live}, {@code signal.raised}, {@code aggregate.summary}, {@code notify.status}; moves of partitions.
 * Out: changes of the board and messages of the feed; a new feed where something may have been missed. Keeps: signals whose
 * scores are to be read. Order: that of each topic.
 */
@NullMarked
package dev.ticktide.web.live;

import org.jspecify.annotations.NullMarked;
