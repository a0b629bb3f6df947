/** Claims the partitions that a node should own in the database, releases those it should not, and knows who writes there. */
@NullMarked
package dev.ticktide.cluster.claim;

import org.jspecify.annotations.NullMarked;
