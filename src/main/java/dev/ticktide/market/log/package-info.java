/** The log of a partition: its entries, how symbols are assigned to partitions, and progress while it is read. */
@NullMarked
package dev.ticktide.market.log;

import org.jspecify.annotations.NullMarked;
