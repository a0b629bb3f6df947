/**
 * Compact bytes for bus messages and snapshots: a writer that grows, a reader that refuses what does not fit, and formats that are
 * derived from record types.
 */
@NullMarked
package dev.ticktide.wire;

import org.jspecify.annotations.NullMarked;
