/**
 * Decides who gets which message about a signal: {@link dev.ticktide.notify.plan.NotificationPlan} lists the steps. Plain Java,
 * without I/O or a clock, because it is part of the transaction that stores the signal, on every node that raises signals.
 */
@NullMarked
package dev.ticktide.notify.plan;

import org.jspecify.annotations.NullMarked;
