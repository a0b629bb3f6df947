/** Compact bytes for bus messages and snapshots: a writer that grows and a reader that refuses what does not fit. */
@NullMarked
package dev.ticktide.wire;

import org.jspecify.annotations.NullMarked;
