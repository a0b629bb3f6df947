/** One node among others: its heartbeats, and its state as it is reported to the others. */
@NullMarked
package dev.ticktide.app.node;

import org.jspecify.annotations.NullMarked;
